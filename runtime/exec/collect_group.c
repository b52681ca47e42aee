/* Groups: rows with equal keys have one number, given out as the keys are first met. Keys are written down in a
 * canonical form, so that 1 and 1.00 are one key, and all ways of having exited.
 * SPDX-License-Identifier: MIT */
#include "lang/base/mem.h"
#include "runtime/exec/collect_parts.h"

struct groups {
    struct arena arena; /* keys and the map */
    struct map map;     /* canonical keys -> number + 1 */
};

struct groups *groups_new(void) {
    struct groups *groups = mem_alloc(sizeof *groups);
    arena_init(&groups->arena, 0);
    return groups;
}

void groups_free(struct groups *groups) {
    if (!groups) return;
    arena_release(&groups->arena);
    mem_free(groups);
}

uint32_t groups_count(const struct groups *groups) { return groups->map.len; }

#define PART_MAX (1 + 2 * sizeof(dec_int)) /* bytes of a key that is no text */

static size_t write_number(const struct vec *vec, uint32_t row, char *out) {
    uint32_t at = vec->constant ? 0 : row;
    int64_t number;
    uint8_t scale;
    if (!vec->is_wide && !vec->den) {
        number = vec->num[at];
        scale = vec->scale;
        for (; scale > 0 && number % 10 == 0; scale--) number /= 10;
    } else {
        struct dec exact = vec_number(vec, row);
        scale = dec_is_plain(exact) ? (uint8_t)dec_scale(exact) : UINT8_MAX;
        if (scale == UINT8_MAX || !dec_to_scaled(exact, scale, &number)) {
            out[0] = (char)UINT8_MAX;
            memcpy(out + 1, &exact.n, sizeof exact.n);
            memcpy(out + 1 + sizeof exact.n, &exact.d, sizeof exact.d);
            return PART_MAX;
        }
    }
    out[0] = (char)scale;
    memcpy(out + 1, &number, sizeof number);
    return 1 + sizeof number;
}

/* One key, into `out` of PART_MAX bytes; not for texts. False: unknown. */
static bool write_part(const struct vec *vec, uint32_t row, char *out, size_t *size) {
    uint32_t at = vec->constant ? 0 : row;
    if (vec->repr == REPR_BOOL ? vec->truth[at] == TRUTH_UNKNOWN : !vec->all_known && !vec->known[at]) return false;
    int64_t whole = 0;
    switch (vec->repr) {
    case REPR_NUMBER: *size = write_number(vec, row, out); return true;
    case REPR_BOOL: whole = vec->truth[at]; break;
    case REPR_DATE: whole = vec->day[at]; break;
    case REPR_CODE: whole = vec->code[at] > CODE_EXITED ? CODE_EXITED : vec->code[at]; break;
    case REPR_ROW: whole = vec->row[at]; break;
    case REPR_TEXT: break;
    }
    memcpy(out, &whole, sizeof whole);
    *size = sizeof whole;
    return true;
}

uint32_t groups_find(struct groups *groups, const struct vec *const *keys, uint32_t count, uint32_t row, bool add) {
    char space[512];
    struct buf large;
    buf_init(&large);
    size_t used = 0;
    bool known = true;
    for (uint32_t k = 0; k < count && known; k++) {
        char part[PART_MAX + sizeof(size_t)];
        size_t size;
        struct str text = {0};
        known = write_part(keys[k], row, part, &size);
        if (known && keys[k]->repr == REPR_TEXT) {
            text = keys[k]->text[keys[k]->constant ? 0 : row];
            memcpy(part, &text.len, sizeof text.len);
            size = sizeof text.len;
        }
        if (!known) break;
        if (large.len == 0 && used + size + text.len <= sizeof space) {
            memcpy(space + used, part, size);
            if (text.len) memcpy(space + used + size, text.ptr, text.len);
            used += size + text.len;
            continue;
        }
        if (large.len == 0) buf_add(&large, space, used);
        buf_add(&large, part, size);
        buf_str(&large, text);
    }
    struct str key = large.len ? (struct str){large.ptr, large.len} : (struct str){space, used};
    uint32_t number = NO_ROW;
    if (known) {
        uintptr_t found = (uintptr_t)map_get(&groups->map, key);
        if (!found && add) {
            found = (uintptr_t)groups->map.len + 1;
            map_put(&groups->arena, &groups->map, arena_str(&groups->arena, key), (void *)found);
        }
        if (found) number = (uint32_t)(found - 1);
    }
    buf_release(&large);
    return number;
}
