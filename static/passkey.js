// Puts the buttons of the passkey pages to work. What they call comes with allauth; its own start would need a script
// inside the page.
"use strict";

const { loginForm, addForm } = window.allauth.webauthn.forms;

if (document.getElementById("passkey_login")) {
  loginForm({ ids: { login: "passkey_login", credential: "mfa_credential" } });
}
if (document.getElementById("mfa_webauthn_add")) {
  addForm({ ids: { add: "mfa_webauthn_add", passwordless: "id_passwordless", credential: "id_credential", data: "js_data" } });
}
