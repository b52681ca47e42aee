/* Text: slices of what is there where that will do, new text in the batch's arena where it will not. A text longer than
 * LIMIT_TEXT_BYTES is unknown.
 * SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* memmem, newlocale */
#include "runtime/exec/kernels.h"

#include "lang/base/mem.h"
#include "lang/base/utf8.h"

static struct str text_at(const struct vec *v, uint32_t row) { return v->text[v->constant ? 0 : row]; }

/* Offset of the first `what`, which is not empty, or SIZE_MAX. */
static size_t find(struct str text, struct str what) {
    if (what.len > text.len) return SIZE_MAX;
    const char *at = memmem(text.ptr, text.len, what.ptr, what.len);
    return at ? (size_t)(at - text.ptr) : SIZE_MAX;
}

/* --- questions about texts --- */

typedef bool text_question(struct str a, struct str b);
static void ask(struct kernel_call *call, text_question *question) {
    const struct vec *a = call->args[0], *b = call->args[1];
    for (uint32_t i = 0; i < call->rows; i++)
        call->out->truth[i] = question(text_at(a, i), text_at(b, i)) ? TRUTH_TRUE : TRUTH_FALSE;
    kernel_strict_truth(call);
}

static bool contains(struct str a, struct str b) { return b.len == 0 || find(a, b) != SIZE_MAX; }

static bool starts_with(struct str a, struct str b) {
    return b.len <= a.len && str_equal((struct str){a.ptr, b.len}, b);
}

static bool ends_with(struct str a, struct str b) {
    return b.len == 0 || (b.len <= a.len && str_equal((struct str){a.ptr + a.len - b.len, b.len}, b));
}

void kernel_contains(struct kernel_call *call) { ask(call, contains); }

void kernel_starts_with(struct kernel_call *call) { ask(call, starts_with); }

void kernel_ends_with(struct kernel_call *call) { ask(call, ends_with); }

/* Patterns speak of characters, whatever the user's locale: they are compiled and run under C.UTF-8. */
void kernel_prepare_matches(struct kernel_state *state, const struct vec *pattern) {
    if (!pattern->constant || !vec_known(pattern, 0)) return;
    struct str text = pattern->text[0];
    char *copy = mem_alloc(text.len + 1);
    if (text.len) memcpy(copy, text.ptr, text.len);
    state->locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    locale_t before = state->locale ? uselocale(state->locale) : (locale_t)0;
    state->has_regex = strlen(copy) == text.len && regcomp(&state->regex, copy, REG_EXTENDED | REG_NOSUB) == 0;
    if (state->locale) uselocale(before);
    mem_free(copy);
}

void kernel_release_matches(struct kernel_state *state) {
    if (state->has_regex) regfree(&state->regex);
    if (state->locale) freelocale(state->locale);
}

void kernel_matches(struct kernel_call *call) {
    const struct vec *v = call->args[0];
    struct kernel_state *state = call->state;
    if (!state->has_regex) {
        kernel_unknown(call);
        return;
    }
    locale_t before = state->locale ? uselocale(state->locale) : (locale_t)0;
    for (uint32_t i = 0; i < call->rows; i++) {
        struct str text = text_at(v, i);
        regmatch_t range = {.rm_so = 0, .rm_eo = (regoff_t)text.len};
        bool met = vec_known(v, i) && regexec(&state->regex, text.len ? text.ptr : "", 0, &range, REG_STARTEND) == 0;
        call->out->truth[i] = met ? TRUTH_TRUE : TRUTH_FALSE;
    }
    if (state->locale) uselocale(before);
    kernel_strict_truth(call);
}

void kernel_length(struct kernel_call *call) {
    if (!kernel_strict(call)) return;
    for (uint32_t i = 0; i < call->rows; i++) call->out->num[i] = (int64_t)utf8_length(call->args[0]->text[i]);
    kernel_narrow_out(call, 0, UINT32_MAX, 0);
    kernel_tighten(call->out, call->rows);
}

/* --- texts from texts --- */

typedef struct str text_change(struct kernel_call *call, uint32_t row);
/* Row by row where all arguments are known; a result without a pointer that has a length is too long: unknown. */
static const struct str too_long = {NULL, SIZE_MAX};
static void change(struct kernel_call *call, text_change *one) {
    if (!kernel_strict(call)) return;
    struct str *out = call->out->text;
    uint8_t *known = kernel_own_known(call);
    for (uint32_t i = 0; i < call->rows; i++) {
        out[i] = known[i] ? one(call, i) : (struct str){0};
        if (out[i].len > LIMIT_TEXT_BYTES && !out[i].ptr) {
            out[i] = (struct str){0};
            known[i] = 0;
        }
    }
    kernel_recheck(call);
}

static char *room(struct kernel_call *call, size_t size) { return arena_alloc(call->room->texts, size); }

static struct str concat(struct kernel_call *call, uint32_t row) {
    struct str only = {0};
    size_t length = 0;
    uint32_t parts = 0;
    for (uint32_t a = 0; a < call->arg_count; a++) {
        struct str part = text_at(call->args[a], row);
        if (part.len == 0) continue;
        only = part;
        parts++;
        length += part.len;
    }
    if (parts < 2) return only;
    if (length > LIMIT_TEXT_BYTES) return too_long;
    char *out = room(call, length), *at = out;
    for (uint32_t a = 0; a < call->arg_count; a++) {
        struct str part = text_at(call->args[a], row);
        if (part.len) memcpy(at, part.ptr, part.len);
        at += part.len;
    }
    return (struct str){out, length};
}

void kernel_concat(struct kernel_call *call) { change(call, concat); }

/* Text in one case. Most text is ASCII, and much of it is in that case already. */
static struct str recase(struct kernel_call *call, struct str text, char first,
                         struct str (*unicode)(struct arena *, struct str)) {
    bool ascii = true, changes = false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        ascii &= (unsigned char)c < 0x80;
        changes |= c >= first && c < first + 26;
    }
    if (ascii && !changes) return text;
    if (text.len > LIMIT_TEXT_BYTES) return too_long;
    if (!ascii) {
        struct str result = unicode(call->room->texts, text);
        return result.len > LIMIT_TEXT_BYTES ? too_long : result;
    }
    char *out = room(call, text.len);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        out[i] = c >= first && c < first + 26 ? (char)(c ^ 0x20) : c;
    }
    return (struct str){out, text.len};
}

static struct str lower(struct kernel_call *call, uint32_t row) {
    return recase(call, text_at(call->args[0], row), 'A', utf8_lower);
}

static struct str upper(struct kernel_call *call, uint32_t row) {
    return recase(call, text_at(call->args[0], row), 'a', utf8_upper);
}

void kernel_lower(struct kernel_call *call) { change(call, lower); }

void kernel_upper(struct kernel_call *call) { change(call, upper); }

static struct str trim(struct kernel_call *call, uint32_t row) { return str_trim(text_at(call->args[0], row)); }

void kernel_trim(struct kernel_call *call) { change(call, trim); }

static struct str replace(struct kernel_call *call, uint32_t row) {
    struct str text = text_at(call->args[0], row), what = text_at(call->args[1], row),
               with = text_at(call->args[2], row);
    size_t count = 0, at;
    struct str rest = text;
    while (what.len && (at = find(rest, what)) != SIZE_MAX) {
        count++;
        rest = (struct str){rest.ptr + at + what.len, rest.len - at - what.len};
    }
    if (count == 0) return text;
    /* No overflow: count * what.len is at most text.len, and with.len at most a cell's length. */
    size_t length = text.len - count * what.len + count * with.len;
    if (length > LIMIT_TEXT_BYTES) return too_long;
    char *out = room(call, length), *to = out;
    rest = text;
    while ((at = find(rest, what)) != SIZE_MAX) {
        memcpy(to, rest.ptr, at);
        to += at;
        if (with.len) memcpy(to, with.ptr, with.len);
        to += with.len;
        rest = (struct str){rest.ptr + at + what.len, rest.len - at - what.len};
    }
    if (rest.len) memcpy(to, rest.ptr, rest.len);
    return (struct str){out, length};
}

void kernel_replace(struct kernel_call *call) { change(call, replace); }

static struct str before(struct kernel_call *call, uint32_t row) {
    struct str text = text_at(call->args[0], row), separator = text_at(call->args[1], row);
    size_t at = separator.len ? find(text, separator) : SIZE_MAX;
    return at == SIZE_MAX ? text : (struct str){text.ptr, at};
}

static struct str after(struct kernel_call *call, uint32_t row) {
    struct str text = text_at(call->args[0], row), separator = text_at(call->args[1], row);
    size_t at = separator.len ? find(text, separator) : SIZE_MAX;
    if (at == SIZE_MAX) return (struct str){0};
    at += separator.len;
    return (struct str){text.ptr + at, text.len - at};
}

void kernel_before(struct kernel_call *call) { change(call, before); }

void kernel_after(struct kernel_call *call) { change(call, after); }

/* The parts that are known and not empty. */
static struct str join(struct kernel_call *call, uint32_t row) {
    struct str separator = text_at(call->args[0], row), only = {0};
    size_t length = 0;
    uint32_t parts = 0;
    for (uint32_t a = 1; a < call->arg_count; a++) {
        struct str part = text_at(call->args[a], row);
        if (part.len == 0 || !vec_known(call->args[a], row)) continue;
        only = part;
        length += part.len + (parts > 0 ? separator.len : 0);
        parts++;
    }
    if (parts < 2) return only;
    if (length > LIMIT_TEXT_BYTES) return too_long;
    char *out = room(call, length), *at = out;
    for (uint32_t a = 1; a < call->arg_count; a++) {
        struct str part = text_at(call->args[a], row);
        if (part.len == 0 || !vec_known(call->args[a], row)) continue;
        if (at != out && separator.len) {
            memcpy(at, separator.ptr, separator.len);
            at += separator.len;
        }
        memcpy(at, part.ptr, part.len);
        at += part.len;
    }
    return (struct str){out, length};
}

void kernel_join(struct kernel_call *call) {
    struct kernel_call of_separator = *call;
    of_separator.arg_count = 1;
    if (!kernel_strict(&of_separator)) return;
    uint8_t *known = kernel_own_known(call);
    for (uint32_t i = 0; i < call->rows; i++) {
        struct str text = known[i] ? join(call, i) : (struct str){0};
        known[i] = known[i] && (text.ptr || text.len == 0);
        call->out->text[i] = known[i] ? text : (struct str){0};
    }
    kernel_recheck(call);
}
