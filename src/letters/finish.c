/* finish.c - see finish.h. Only the C API of qpdf; its writer makes a new file, so sign after this. */
#include "letters/finish.h"

#include "base/buf.h"
#include "base/clock.h"
#include "letters/artifact.h"
#include "letters/embedded.h"

#include <qpdf/qpdf-c.h>
#include <stdlib.h>

static void
put_xml(struct buf *b, str s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		switch (s.p[i]) {
		case '&':
			BUF_LIT(b, "&amp;");
			break;
		case '<':
			BUF_LIT(b, "&lt;");
			break;
		case '>':
			BUF_LIT(b, "&gt;");
			break;
		default:
			buf_char(b, s.p[i]);
			break;
		}
	}
}

/* What ISO 19005-2, 6.6.2.3.3, wants to be told of a property that it does not know. */
#define UA_SCHEMA                                                                        \
	"<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType=\"Resource\">"            \
	"<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>"                   \
	"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/"                      \
	"</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"       \
	"<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">"              \
	"<pdfaProperty:name>part</pdfaProperty:name>"                                    \
	"<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"                       \
	"<pdfaProperty:category>internal</pdfaProperty:category>"                        \
	"<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>"         \
	"</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag>"                   \
	"</pdfaExtension:schemas>"

static str
xmp_packet(struct arena *a, const struct finish_meta *m)
{
	struct datetime t = time_civil_utc(m->made_s);
	struct buf b;
	str when = str_fmt(a, "%04d-%02d-%02dT%02d:%02d:%02dZ", t.date.year, t.date.month,
	    t.date.day, t.hour, t.minute, t.second);

	buf_init(&b, a, 2048);
	BUF_LIT(&b,
	    "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
	    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
	    "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
	    "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
	    " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\""
	    " xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\""
	    " xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\""
	    " xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\""
	    " xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\""
	    " xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\""
	    " xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">"
	    "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"
	    "<pdfuaid:part>1</pdfuaid:part>" UA_SCHEMA
	    "<dc:format>application/pdf</dc:format><dc:language><rdf:Bag><rdf:li>id-ID</rdf:li>"
	    "</rdf:Bag></dc:language><dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">");
	put_xml(&b, m->title);
	BUF_LIT(&b, "</rdf:li></rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>");
	put_xml(&b, m->author);
	BUF_LIT(&b, "</rdf:li></rdf:Seq></dc:creator><pdf:Producer>Paraf</pdf:Producer>"
		    "<xmp:CreatorTool>Paraf</xmp:CreatorTool><xmp:CreateDate>");
	buf_str(&b, when);
	BUF_LIT(&b, "</xmp:CreateDate><xmp:ModifyDate>");
	buf_str(&b, when);
	BUF_LIT(&b, "</xmp:ModifyDate></rdf:Description></rdf:RDF></x:xmpmeta>\n"
		    "<?xpacket end=\"w\"?>");
	return buf_get(&b);
}

static void
set_text(qpdf_data q, qpdf_oh dict, const char *key, struct arena *a, str value)
{
	qpdf_oh_replace_key(q, dict, key, qpdf_oh_new_unicode_string(q, str_z(a, value)));
}

static void
set_info(qpdf_data q, struct arena *a, const struct finish_meta *m)
{
	struct datetime t = time_civil_utc(m->made_s);
	str when = str_fmt(a, "D:%04d%02d%02d%02d%02d%02dZ", t.date.year, t.date.month,
	    t.date.day, t.hour, t.minute, t.second);
	qpdf_oh info = qpdf_oh_new_dictionary(q);

	set_text(q, info, "/Title", a, m->title);
	set_text(q, info, "/Author", a, m->author);
	set_text(q, info, "/Producer", a, STR("Paraf"));
	set_text(q, info, "/Creator", a, STR("Paraf"));
	qpdf_oh_replace_key(
	    q, info, "/CreationDate", qpdf_oh_new_string(q, str_z(a, when)));
	qpdf_oh_replace_key(q, info, "/ModDate", qpdf_oh_new_string(q, str_z(a, when)));
	qpdf_oh_replace_key(
	    q, qpdf_get_trailer(q), "/Info", qpdf_make_indirect_object(q, info));
}

static qpdf_oh
new_stream(qpdf_data q, str data)
{
	qpdf_oh stream = qpdf_oh_new_stream(q);
	qpdf_oh none = qpdf_oh_new_null(q);

	qpdf_oh_replace_stream_data(
	    q, stream, (const unsigned char *)data.p, data.n, none, none);
	return stream;
}

static void
set_catalog(qpdf_data q, struct arena *a, const struct finish_meta *m)
{
	qpdf_oh root = qpdf_get_root(q), metadata, dict, intents, intent, icc;

	metadata = new_stream(q, xmp_packet(a, m));
	dict = qpdf_oh_get_dict(q, metadata);
	qpdf_oh_replace_key(q, dict, "/Type", qpdf_oh_new_name(q, "/Metadata"));
	qpdf_oh_replace_key(q, dict, "/Subtype", qpdf_oh_new_name(q, "/XML"));
	qpdf_oh_replace_key(q, root, "/Metadata", metadata);

	icc = new_stream(q, letter_srgb_icc);
	qpdf_oh_replace_key(q, qpdf_oh_get_dict(q, icc), "/N", qpdf_oh_new_integer(q, 3));
	intent = qpdf_oh_new_dictionary(q);
	qpdf_oh_replace_key(q, intent, "/Type", qpdf_oh_new_name(q, "/OutputIntent"));
	qpdf_oh_replace_key(q, intent, "/S", qpdf_oh_new_name(q, "/GTS_PDFA1"));
	set_text(q, intent, "/OutputConditionIdentifier", a, STR("sRGB IEC61966-2.1"));
	set_text(q, intent, "/Info", a, STR("sRGB IEC61966-2.1"));
	qpdf_oh_replace_key(q, intent, "/DestOutputProfile", icc);
	intents = qpdf_oh_new_array(q);
	qpdf_oh_append_item(q, intents, intent);
	qpdf_oh_replace_key(q, root, "/OutputIntents", intents);

	set_text(q, root, "/Lang", a, STR("id-ID"));
	dict = qpdf_oh_new_dictionary(q);
	qpdf_oh_replace_key(q, dict, "/DisplayDocTitle", qpdf_oh_new_bool(q, QPDF_TRUE));
	qpdf_oh_replace_key(q, root, "/ViewerPreferences", dict);
}

static bool
name_is(qpdf_data q, qpdf_oh dict, const char *key, const char *name)
{
	qpdf_oh v = qpdf_oh_get_key(q, dict, key);

	return qpdf_oh_is_name(q, v) && strcmp(qpdf_oh_get_name(q, v), name) == 0;
}

/* An attribute of a structure element: its owner, then name and value. */
static void
set_attribute(
    qpdf_data q, qpdf_oh elem, const char *owner, const char *name, qpdf_oh value)
{
	qpdf_oh attrs = qpdf_oh_new_dictionary(q);

	qpdf_oh_replace_key(q, attrs, "/O", qpdf_oh_new_name(q, owner));
	qpdf_oh_replace_key(q, attrs, name, value);
	qpdf_oh_replace_key(q, elem, "/A", attrs);
}

static void
set_figure(qpdf_data q, qpdf_oh elem, struct arena *a, const struct finish_meta *m)
{
	const struct letter_rect *r = &m->figure_at;
	const double sides[] = { r->x, r->y, r->x + r->width, r->y + r->height };
	qpdf_oh box = qpdf_oh_new_array(q);

	for (size_t i = 0; i < ARRAY_LEN(sides); i++)
		qpdf_oh_append_item(q, box, qpdf_oh_new_real_from_double(q, sides[i], 2));
	set_text(q, elem, "/Alt", a, m->figure);
	set_attribute(q, elem, "/Layout", "/BBox", box);
}

/* Items are numbered, those of a list within an item lettered. */
static void
set_list(qpdf_data q, qpdf_oh elem)
{
	bool inner = name_is(q, qpdf_oh_get_key(q, elem, "/P"), "/S", "/LBody");

	set_attribute(q, elem, "/List", "/ListNumbering",
	    qpdf_oh_new_name(q, inner ? "/LowerAlpha" : "/Decimal"));
}

/* Alternative text for the picture, scope for the head cells of tables, by a walk over objects. */
static void
set_structure(qpdf_data q, struct arena *a, const struct finish_meta *m)
{
	qpdf_oh size = qpdf_oh_get_key(q, qpdf_get_trailer(q), "/Size");
	int i,
	    n = qpdf_oh_is_integer(q, size) ? qpdf_oh_get_int_value_as_int(q, size) : 0;

	for (i = 1; i < n; i++) {
		qpdf_oh o = qpdf_get_object_by_id(q, i, 0);

		if (!qpdf_oh_is_dictionary(q, o))
			continue;
		if (name_is(q, o, "/Type", "/Page"))
			qpdf_oh_replace_key(q, o, "/Tabs", qpdf_oh_new_name(q, "/S"));
		else if (!name_is(q, o, "/Type", "/StructElem"))
			continue;
		else if (name_is(q, o, "/S", "/Figure"))
			set_figure(q, o, a, m);
		else if (name_is(q, o, "/S", "/TH"))
			set_attribute(
			    q, o, "/Table", "/Scope", qpdf_oh_new_name(q, "/Column"));
		else if (name_is(q, o, "/S", "/L"))
			set_list(q, o);
		qpdf_oh_release(q, o);
	}
}

static enum rc
failed(qpdf_data q, struct err *e)
{
	const char *why = "unknown";

	if (qpdf_has_error(q))
		why = qpdf_get_error_message_detail(q, qpdf_get_error(q));
	return err_set(e, RC_INTERNAL, N_("Surat tidak dapat dibuat."), "qpdf: %s", why);
}

static enum rc
mark_page(qpdf_data q, size_t i, struct arena *a, struct err *e)
{
	qpdf_oh page = qpdf_get_page_n(q, i);
	unsigned char *p = NULL;
	size_t n = 0;
	enum rc rc;
	str marked;

	if (qpdf_oh_get_page_content_data(q, page, &p, &n) != QPDF_SUCCESS)
		return failed(q, e);
	rc = artifact_mark((str){ (const char *)p, n }, a, &marked, e);
	free(p);
	if (rc == RC_OK)
		qpdf_oh_replace_key(q, page, "/Contents", new_stream(q, marked));
	return rc;
}

/* Rules, feet and page numbers are no content. */
static enum rc
mark_pages(qpdf_data q, struct arena *a, struct err *e)
{
	int n = qpdf_get_num_pages(q);
	enum rc rc = RC_OK;

	for (int i = 0; rc == RC_OK && i < n; i++)
		rc = mark_page(q, (size_t)i, a, e);
	return rc;
}

enum rc
finish_pdf(str pdf, const struct finish_meta *m, struct arena *a, str *out, struct err *e)
{
	qpdf_data q = qpdf_init();
	enum rc rc = RC_OK;

	qpdf_silence_errors(q);
	qpdf_set_suppress_warnings(q, QPDF_TRUE);
	if ((qpdf_read_memory(q, "letter", pdf.p, pdf.n, NULL) & QPDF_ERRORS) != 0) {
		rc = failed(q, e);
		goto out;
	}
	set_structure(q, a, m);
	set_info(q, a, m);
	set_catalog(q, a, m);
	rc = mark_pages(q, a, e);
	if (rc != RC_OK)
		goto out;
	if ((qpdf_init_write_memory(q) & QPDF_ERRORS) != 0) {
		rc = failed(q, e);
		goto out;
	}
	qpdf_set_newline_before_endstream(q, QPDF_TRUE);
	qpdf_set_deterministic_ID(q, QPDF_TRUE);
	qpdf_set_minimum_pdf_version(q, "1.7");
	if ((qpdf_write(q) & QPDF_ERRORS) != 0 || qpdf_has_error(q)) {
		rc = failed(q, e);
		goto out;
	}
	out->n = qpdf_get_buffer_length(q);
	out->p = arena_copy(a, qpdf_get_buffer(q), out->n);
out:
	qpdf_cleanup(&q);
	return rc;
}
