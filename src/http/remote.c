/* remote.c - addresses, and whom we believe X-Forwarded-For. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>

#include "http/server_private.h"

static const unsigned char mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

static bool
is_mapped(const struct address *a)
{
	return memcmp(a->at, mapped, sizeof(mapped)) == 0;
}

/* Textual address; false when it is none. */
static bool
address_parse(str s, struct address *out)
{
	char z[INET6_ADDRSTRLEN];

	*out = (struct address){ 0 };
	if (s.n == 0 || s.n >= sizeof(z))
		return false;
	memcpy(z, s.p, s.n);
	z[s.n] = '\0';
	if (strlen(z) != s.n)
		return false;
	if (inet_pton(AF_INET6, z, out->at) == 1)
		return true;
	memcpy(out->at, mapped, sizeof(mapped));
	return inet_pton(AF_INET, z, out->at + 12) == 1;
}

static bool
net_parse(str item, struct address *net, unsigned *bits)
{
	str host = str_cut(&item, '/');
	struct err e;
	int64_t n = 128;

	if (!address_parse(host, net))
		return false;
	if (item.n > 0) {
		int64_t most = is_mapped(net) ? 32 : 128;

		if (str_int64(item, &n, &e) != RC_OK || n < 0 || n > most)
			return false;
		n += 128 - most;
	}
	*bits = (unsigned)n;
	return true;
}

enum rc
trusted_parse(const char *text, struct trusted *out, struct err *e)
{
	str rest = str_from_z(text != NULL ? text : "");
	size_t cap = 1;

	for (size_t i = 0; i < rest.n; i++)
		cap += rest.p[i] == ',';
	*out = (struct trusted){ .at = calloc(cap, sizeof(*out->at)) };
	if (out->at == NULL)
		BUG("out of memory");
	while (rest.n > 0) {
		str item = str_trim(str_cut(&rest, ','));

		if (item.n == 0)
			continue;
		if (str_eq(item, STR("unix"))) {
			out->unix_socket = true;
			continue;
		}
		if (!net_parse(item, &out->at[out->n].net, &out->at[out->n].bits)) {
			trusted_free(out);
			return err_set(e, RC_INVALID,
			    N_("Alamat proksi tepercaya salah tulis."),
			    "trusted proxies: \"%.*s\" is not an address or network",
			    STR_ARG(item));
		}
		out->n++;
	}
	return RC_OK;
}

void
trusted_free(struct trusted *t)
{
	free(t->at);
	*t = (struct trusted){ 0 };
}

static bool
in_net(const struct address *a, const struct address *net, unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;

	if (memcmp(a->at, net->at, whole) != 0)
		return false;
	return rest == 0 || ((a->at[whole] ^ net->at[whole]) >> (8 - rest)) == 0;
}

bool
trusted_has(const struct trusted *t, const struct address *a)
{
	if (a->unix_socket)
		return t->unix_socket;
	for (size_t i = 0; i < t->n; i++)
		if (in_net(a, &t->at[i].net, t->at[i].bits))
			return true;
	return false;
}

void
address_of(const struct sockaddr *sa, struct address *out)
{
	*out = (struct address){ 0 };
	if (sa != NULL && sa->sa_family == AF_INET6) {
		memcpy(out->at,
		    &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr, 16);
	} else if (sa != NULL && sa->sa_family == AF_INET) {
		memcpy(out->at, mapped, sizeof(mapped));
		memcpy(out->at + 12,
		    &((const struct sockaddr_in *)(const void *)sa)->sin_addr, 4);
	} else {
		out->unix_socket = true;
	}
}

static str
address_text(struct arena *a, const struct address *addr)
{
	char z[INET6_ADDRSTRLEN];

	if (addr->unix_socket)
		return STR("unix");
	if (is_mapped(addr))
		inet_ntop(AF_INET, addr->at + 12, z, sizeof(z));
	else
		inet_ntop(AF_INET6, addr->at, z, sizeof(z));
	return str_dup(a, str_from_z(z));
}

void
address_key(struct address *a)
{
	if (!a->unix_socket && !is_mapped(a))
		memset(a->at + 8, 0, 8);
}

str
remote_of(
    const struct trusted *t, const struct address *peer, const struct http_request *rq)
{
	struct address client = *peer, next;

	if (!trusted_has(t, peer))
		return address_text(rq->a, peer);
	for (size_t i = rq->headers.n; i > 0; i--) {
		str list = rq->headers.at[i - 1].value;

		if (!str_eq_nocase(rq->headers.at[i - 1].name, STR("X-Forwarded-For")))
			continue;
		while (list.n > 0) {
			size_t at = list.n;

			while (at > 0 && list.p[at - 1] != ',')
				at--;
			if (!address_parse(str_trim(str_from(list, at)), &next))
				return address_text(rq->a, &client);
			client = next;
			if (!trusted_has(t, &client))
				return address_text(rq->a, &client);
			list.n = at > 0 ? at - 1 : 0;
		}
	}
	return address_text(rq->a, &client);
}
