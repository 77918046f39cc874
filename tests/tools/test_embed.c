/* test_embed.c - the table that embed made of tests/tools/assets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <brotli/decode.h>
#include <zlib.h>

#include <cmocka.h>

#include "assets_test.h"
#include "html/html.h"

static struct arena *a;

static const struct asset *
get(const char *name)
{
	const struct asset *asset = asset_by_name(str_from_z(name));

	assert_non_null(asset);
	return asset;
}

static void
test_look_up(void **state)
{
	(void)state;
	assert_int_equal(asset_table_n, 4);
	for (size_t i = 0; i < asset_table_n; i++) {
		const struct asset *want = &asset_table[i];

		assert_ptr_equal(asset_by_name(str_from_z(want->name)), want);
		assert_ptr_equal(asset_by_url(str_from_z(want->url)), want);
	}
	assert_null(asset_by_name(STR("c.js")));
	assert_null(asset_by_name(STR("")));
	assert_null(asset_by_url(STR("/aset/a.00000000.js")));
	assert_null(asset_by_url(STR("/aset/a.js")));
	assert_null(asset_by_url(STR("/aset/")));
	assert_null(asset_by_url(STR("/lain/a.js")));
	assert_null(asset_by_url(STR("")));
}

/* Expected hash from: sha256sum tests/tools/assets/b.js */
static void
test_hash_and_type(void **state)
{
	const struct asset *b = get("b.js");

	(void)state;
	assert_string_equal(b->url, "/aset/b.037ecd1d.js");
	assert_string_equal(b->etag, "\"037ecd1db38c230c248787e60fd7bfc0\"");
	assert_string_equal(b->type, "text/javascript; charset=utf-8");
	assert_true(str_eq_z(b->bytes, "export const a = 1;\n"));
	assert_null(b->br.p); /* too small to pay */
	assert_string_equal(get("img/dot.svg")->type, "image/svg+xml");
}

static void
test_references(void **state)
{
	const char *js = str_z(a, get("a.js")->bytes),
		   *css = str_z(a, get("app.css")->bytes);
	str want = str_fmt(a,
	    "import { a } from \"%s\";\nimport(\"%s\");\nlet x = \"./none.js\";\n",
	    get("b.js")->url, get("b.js")->url);

	(void)state;
	assert_string_equal(js, str_z(a, want));
	want = str_fmt(a,
	    "p { background: url(\"%s#x\"), url(data:image/png;base64,AA), url(/y.png) }",
	    get("img/dot.svg")->url);
	assert_true(str_starts(str_from_z(css), want));
}

static void
test_compressed(void **state)
{
	const struct asset *css = get("app.css");
	size_t n = css->bytes.n;
	uint8_t *plain = arena_alloc(a, n);
	z_stream z = { 0 };

	(void)state;
	assert_int_equal(
	    BrotliDecoderDecompress(css->br.n, (const uint8_t *)css->br.p, &n, plain),
	    BROTLI_DECODER_RESULT_SUCCESS);
	assert_int_equal(n, css->bytes.n);
	assert_memory_equal(plain, css->bytes.p, n);
	assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
	memset(plain, 0, n);
	z.next_in = (unsigned char *)css->gz.p;
	z.avail_in = (unsigned)css->gz.n;
	z.next_out = plain;
	z.avail_out = (unsigned)n;
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	inflateEnd(&z);
	assert_memory_equal(plain, css->bytes.p, n);
}

static void
test_html_asset(void **state)
{
	struct buf out;
	struct html h = { &out, LANG_ID, "" };

	(void)state;
	buf_init(&out, a, 64);
	html_asset(&h, "b.js");
	assert_true(str_eq_z(buf_get(&out), get("b.js")->url));
}

static int
start(void **state)
{
	(void)state;
	a = arena_new();
	asset_install(asset_table, asset_table_n);
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_look_up),
		cmocka_unit_test(test_hash_and_type),
		cmocka_unit_test(test_references),
		cmocka_unit_test(test_compressed),
		cmocka_unit_test(test_html_asset),
	};

	return cmocka_run_group_tests_name("embed", tests, start, stop);
}
