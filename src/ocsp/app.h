/*
 * app.h - OCSP over HTTP (RFC 6960 A.1, RFC 5019): POST with the request as body, GET with it in the
 * path; caching headers for GET alone; /healthz for supervisors.
 */
#ifndef OCSP_APP_H
#define OCSP_APP_H

#include "http/http.h"
#include "ocsp/responder.h"

struct ocsp_app;

/* `prefix`: path of the responder's address, without a slash at the end ("" or "/ocsp"). Borrowed. */
struct ocsp_app *ocsp_app_new(struct responder *r, const char *prefix);
/* After the HTTP server has stopped. Accepts NULL. */
void ocsp_app_free(struct ocsp_app *app);
void ocsp_app_http(struct ocsp_app *app, struct http_app *out);

#endif
