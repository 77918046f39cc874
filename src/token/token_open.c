/* token_open.c - module, slot, session and login. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "token/internal.h"

#define AWAY                                                                             \
	N_("Token kunci penerbit tidak ditemukan. Pasang kembali tokennya; tidak ada yang hilang.")
#define REFUSED                                                                          \
	N_("PIN token kunci penerbit ditolak. Perbaiki berkas PIN-nya lalu jalankan lagi.")
#define LOCKED                                                                           \
	N_("Token kunci penerbit terkunci. Pulihkan PIN-nya dengan PIN pengelola token.")
#define LAST                                                                             \
	N_("PIN token kunci penerbit tinggal satu kali percobaan dan tidak dicoba. Pastikan PIN-nya benar dengan alat token itu.")
#define BROKEN N_("Token kunci penerbit tidak dapat dipakai.")

bool
token_is_gone(CK_RV rv)
{
	switch (rv) {
	case CKR_SESSION_HANDLE_INVALID:
	case CKR_SESSION_CLOSED:
	case CKR_DEVICE_REMOVED:
	case CKR_DEVICE_ERROR:
	case CKR_TOKEN_NOT_PRESENT:
	case CKR_TOKEN_NOT_RECOGNIZED:
	case CKR_SLOT_ID_INVALID:
	case CKR_KEY_HANDLE_INVALID:
	case CKR_OBJECT_HANDLE_INVALID:
	case CKR_USER_NOT_LOGGED_IN:
	case CKR_CRYPTOKI_NOT_INITIALIZED:
	case CKR_GENERAL_ERROR:
	case CKR_FUNCTION_FAILED:
		return true;
	default:
		return false;
	}
}

enum rc
token_fail(struct err *e, const char *what, CK_RV rv)
{
	const char *text = p11_kit_strerror(rv);

	if (rv == CKR_PIN_INCORRECT || rv == CKR_PIN_INVALID || rv == CKR_PIN_LEN_RANGE)
		return err_set(e, RC_DENIED, REFUSED, "token: %s: %s", what, text);
	if (rv == CKR_PIN_LOCKED)
		return err_set(e, RC_DENIED, LOCKED, "token: %s: %s", what, text);
	if (token_is_gone(rv))
		return err_set(e, RC_UNAVAILABLE, AWAY, "token: %s: %s", what, text);
	return err_set(e, RC_INTERNAL, BROKEN, "token: %s: %s", what, text);
}

/* The slot whose token has our label. */
static enum rc
find_slot(struct token *t, CK_SLOT_ID *out, CK_TOKEN_INFO *info, struct err *e)
{
	CK_SLOT_ID slots[64];
	CK_ULONG n = sizeof(slots) / sizeof(slots[0]);
	CK_RV rv = t->f->C_GetSlotList(CK_TRUE, slots, &n);

	if (rv != CKR_OK)
		return token_fail(e, "C_GetSlotList", rv);
	for (CK_ULONG i = 0; i < n; i++) {
		if (t->f->C_GetTokenInfo(slots[i], info) != CKR_OK ||
		    memcmp(info->label, t->token, sizeof(t->token)) != 0)
			continue;
		*out = slots[i];
		return RC_OK;
	}
	return err_set(e, RC_UNAVAILABLE, AWAY, "token: no token with the label \"%.*s\"",
	    (int)sizeof(t->token), t->token);
}

/* At most one try with a PIN that is wrong, and none when it could be the last. */
static enum rc
login(struct token *t, const CK_TOKEN_INFO *info, struct err *e)
{
	bool pad = (info->flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0;
	str pin = secret_get(t->pin);
	CK_RV rv;

	if ((info->flags & CKF_LOGIN_REQUIRED) == 0)
		return RC_OK;
	if (t->pin_refused)
		return token_fail(e, "not tried again", CKR_PIN_INCORRECT);
	if ((info->flags & CKF_USER_PIN_LOCKED) != 0)
		return token_fail(e, "C_GetTokenInfo", CKR_PIN_LOCKED);
	if ((info->flags & CKF_USER_PIN_FINAL_TRY) != 0)
		return err_set(e, RC_DENIED, LAST, "token: CKF_USER_PIN_FINAL_TRY");
	rv = t->f->C_Login(t->session, CKU_USER,
	    pad ? NULL : (CK_UTF8CHAR *)(uintptr_t)pin.p, pad ? 0 : pin.n);
	if (rv == CKR_OK || rv == CKR_USER_ALREADY_LOGGED_IN)
		return RC_OK;
	t->pin_refused =
	    rv == CKR_PIN_INCORRECT || rv == CKR_PIN_INVALID || rv == CKR_PIN_LEN_RANGE;
	return token_fail(e, "C_Login", rv);
}

enum rc
token_begin(struct token *t, struct err *e)
{
	CK_TOKEN_INFO info;
	CK_SLOT_ID slot;
	enum rc rc;
	CK_RV rv;

	if (!t->initialized) {
		rv = p11_kit_module_initialize(t->f);
		if (rv != CKR_OK)
			return token_fail(e, "C_Initialize", rv);
		t->initialized = true;
	}
	if ((rc = find_slot(t, &slot, &info, e)) != RC_OK)
		return rc;
	rv = t->f->C_OpenSession(
	    slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &t->session);
	if (rv == CKR_TOKEN_WRITE_PROTECTED)
		rv = t->f->C_OpenSession(
		    slot, CKF_SERIAL_SESSION, NULL, NULL, &t->session);
	if (rv != CKR_OK)
		return token_fail(e, "C_OpenSession", rv);
	t->in_session = true;
	return login(t, &info, e);
}

void
token_end(struct token *t, bool module)
{
	/* what is gone already cannot be closed; nothing depends on the answers */
	if (t->in_session)
		t->f->C_CloseSession(t->session);
	t->in_session = false;
	if (module && t->initialized) {
		p11_kit_module_finalize(t->f);
		t->initialized = false;
	}
}
