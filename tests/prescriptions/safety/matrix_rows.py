"""The condition x trait matrix of the clinical specification, copied as plain rows; the library's file is held to it."""

# ruff: noqa: E501 - a row is a line: rule, condition, level, traits
TABLE = """
C-20 cervical-arterial-disease hard cx-rotation-end cx-extension-end cx-combined
C-20 cervical-arterial-disease warn cx-mid cx-isometric cx-loaded gaze-demand
C-21 cervical-instability hard cx-flexion-end cx-extension-end cx-rotation-end cx-sideflex-end cx-combined
C-21 cervical-instability warn cx-mid cx-isometric cx-loaded gaze-demand
C-22 cervical-radiculopathy warn cx-extension-end cx-rotation-end cx-sideflex-end cx-combined neural-tension
C-23 acute-disc-herniation hard lx-flexion-loaded flexion-rotation axial-load ballistic
C-23 acute-disc-herniation warn lx-flexion-unloaded lx-rotation-end abdominal-effort
C-23 lumbar-radiculopathy warn lx-flexion-loaded flexion-rotation lx-rotation-end lx-sideflex neural-tension
C-24 lumbar-stenosis warn lx-extension-end
C-24 spondylolisthesis warn lx-extension-end axial-load ballistic
C-25 osteoporosis warn lx-flexion-loaded tx-flexion flexion-rotation lx-rotation-end ballistic axial-load impact
C-26 vertebral-fracture hard lx-flexion-unloaded lx-flexion-loaded tx-flexion flexion-rotation lx-rotation-end tx-rotation ballistic axial-load impact
C-26 vertebral-fracture warn tx-extension lx-extension-end lx-sideflex tx-sideflex
C-28 spinal-fusion warn cx-flexion-end cx-extension-end cx-rotation-end cx-combined lx-flexion-loaded lx-extension-end lx-rotation-end flexion-rotation ballistic
C-28 spinal-surgery-recent warn cx-flexion-end cx-extension-end cx-rotation-end cx-sideflex-end cx-combined cx-isometric cx-loaded lx-flexion-unloaded lx-flexion-loaded lx-extension-end lx-rotation-end lx-sideflex flexion-rotation tx-rotation tx-extension ballistic axial-load
C-30 pregnancy-1 warn abdominal-effort
C-30 pregnancy-2-3 hard prone
C-30 pregnancy-2-3 warn supine abdominal-effort ballistic
C-31 cardiac-stable warn isometric-hold abdominal-effort aerobic axial-load
C-31 hypertension warn isometric-hold abdominal-effort head-down
C-32 cardiac-stable advise isometric-light
C-32 hypertension advise isometric-light
C-33 eye-pressure-risk warn head-down abdominal-effort isometric-hold
C-34 abdominal-hernia warn abdominal-effort axial-load
C-35 hypermobility warn cx-flexion-end cx-extension-end cx-rotation-end cx-sideflex-end lx-extension-end lx-rotation-end ballistic cx-combined
C-36 vertigo warn cx-rotation-end cx-extension-end cx-combined head-down gaze-demand head-move-upright cx-flexion-end cx-sideflex-end
C-37 balance-impairment warn single-leg head-move-upright ballistic floor-transfer gaze-demand
C-38 hip-replacement-recent hard hip-flexion-deep hip-twist
C-38 knee-disorder warn kneeling-load deep-knee-bend
C-38 shoulder-disorder warn overhead-arms arms-behind-back
C-38 wrist-disorder warn wrist-load
C-39 inflammatory-flare warn cx-isometric cx-loaded axial-load ballistic
C-40 open-wound-infection hard immersion
C-40 seizures-uncontrolled hard immersion
C-41 ear-condition warn ear-pressure
"""
ROWS = [line.split(maxsplit=3) for line in TABLE.strip().splitlines()]
