/* Finding what is looked for in the text of a row: what libyajl calls, and where it is meanwhile.
 * SPDX-License-Identifier: MIT */
#include <yajl/yajl_parse.h>

#include "lang/base/mem.h"
#include "runtime/data/json.h"

/* An object or list that is open. */
struct frame {
    const struct json_path *at;     /* an object: what is looked for in it, or NULL */
    const struct json_path *likely; /* the member that probably comes next, or NULL */
    struct json_item *item;         /* whose cells are filled */
    const struct json_list *list;   /* a list of rows; or NULL */
};
struct json_walk {
    const struct json *json; /* borrowed */
    yajl_handle parser;      /* owned; NULL: to be made */
    struct str text;         /* borrowed: all of the chunk's bytes */
    uint32_t start;          /* of the row in it */
    struct arena *arena;     /* borrowed */
    struct frame frames[LIMIT_JSON_DEPTH + 1];
    const struct json_path *pending; /* the member whose value comes next, or NULL */
    bool pending_exact;
    uint32_t depth;
    uint32_t values; /* at depth 0 */
    bool object, too_deep;
    VEC(struct json_item *) items;
};

static struct json_item *new_item(struct json_walk *walk, const struct json_node *node,
                                  const struct json_list *through) {
    struct json_item *item = arena_alloc(walk->arena, sizeof *item + sizeof item->cells[0] * node->cell_count);
    item->node = node;
    item->through = through;
    if (through) item->around = walk->frames[walk->depth].item;
    if (node->wanted) vec_push(walk->arena, &walk->items, item);
    return item;
}

/* Bytes of the row that the parser has read. */
static uint32_t place(const struct json_walk *walk) {
    return walk->start + (uint32_t)yajl_get_bytes_consumed(walk->parser);
}

/* Where rows should be, there is something else: told by the loader of those rows. */
static void add_flaw(struct json_walk *walk, const struct json_list *list, const char *what) {
    if (!list->node->wanted) return;
    struct json_item *item = arena_alloc(walk->arena, sizeof *item + sizeof item->cells[0] * list->node->cell_count);
    item->node = list->node;
    item->through = list;
    item->flaw = arena_printf(walk->arena, what, list->name);
    item->start = item->end = walk->start;
    vec_push(walk->arena, &walk->items, item);
}

static const char no_list[] = "`%s` is not a list";
static const char no_object[] = "an item of `%s` is not an object";

static void set_cell(struct json_walk *walk, struct str text, enum cell_kind kind) {
    const struct json_path *path = walk->pending;
    const struct frame *frame = &walk->frames[walk->depth];
    walk->pending = NULL;
    if (walk->depth == 0) {
        walk->values++;
        return;
    }
    if (frame->list) add_flaw(walk, frame->list, no_object);
    if (path && path->list && kind != CELL_NULL && kind != CELL_NESTED) add_flaw(walk, path->list, no_list);
    if (!path || path->cell < 0) return;
    struct json_cell *cell = &frame->item->cells[path->cell];
    if (cell->present && cell->exact && !walk->pending_exact) return;
    bool twice = cell->present && cell->exact == walk->pending_exact;
    *cell = (struct json_cell){text, kind, true, walk->pending_exact, twice};
}

static int on_null(void *context) {
    set_cell(context, (struct str){"", 0}, CELL_NULL);
    return 1;
}

static int on_truth(void *context, int truth) {
    set_cell(context, truth ? STR("true") : STR("false"), CELL_TRUTH);
    return 1;
}

static int on_number(void *context, const char *text, size_t length) {
    set_cell(context, (struct str){text, length}, CELL_NUMBER);
    return 1;
}

static int on_text(void *context, const unsigned char *bytes, size_t length) {
    struct json_walk *walk = context;
    struct str text = {(const char *)bytes, length};
    /* Text with escapes is in a buffer of the parser, which the next one overwrites. */
    bool ours = text.ptr >= walk->text.ptr && text.ptr < walk->text.ptr + walk->text.len;
    if (!ours && walk->pending) text = arena_str(walk->arena, text);
    set_cell(walk, text, CELL_TEXT);
    return 1;
}

/* Rows have their members in the same order, nearly always: the one after the last that was found is looked at first. */
static const struct json_path *find(const struct json_path *parent, const struct json_path *likely, struct str name,
                                    bool *exact) {
    *exact = true;
    if (likely && likely->length == name.len && memcmp(likely->name, name.ptr, name.len) == 0) return likely;
    for (const struct json_path *path = parent->below; path; path = path->next)
        if (path->length == name.len && memcmp(path->name, name.ptr, name.len) == 0) return path;
    *exact = false;
    name = str_trim(name);
    for (const struct json_path *path = parent->below; path; path = path->next)
        if (str_equal_nocase((struct str){path->name, path->length}, name)) return path;
    return NULL;
}

static int on_key(void *context, const unsigned char *bytes, size_t length) {
    struct json_walk *walk = context;
    struct frame *frame = &walk->frames[walk->depth];
    walk->pending =
        frame->at ? find(frame->at, frame->likely, (struct str){(const char *)bytes, length}, &walk->pending_exact)
                  : NULL;
    if (walk->pending) frame->likely = walk->pending->next;
    return 1;
}

static bool can_enter(struct json_walk *walk) {
    walk->too_deep |= walk->depth == LIMIT_JSON_DEPTH;
    return !walk->too_deep;
}

static int on_object(void *context) {
    struct json_walk *walk = context;
    const struct frame *outer = &walk->frames[walk->depth];
    const struct json_path *path = walk->pending;
    if (!can_enter(walk)) return 0;
    struct frame frame = {0};
    if (walk->depth == 0) {
        walk->values++;
        walk->object = true;
        frame.item = new_item(walk, walk->json->top, NULL);
        frame.item->start = place(walk) - 1;
        frame.at = &walk->json->top->root;
    } else if (outer->list) {
        frame.item = new_item(walk, outer->list->node, outer->list);
        frame.item->start = place(walk) - 1;
        frame.at = &outer->list->node->root;
    } else {
        if (path && path->list) add_flaw(walk, path->list, no_list);
        if (path && path->cell >= 0) set_cell(walk, STR("{"), CELL_NESTED);
        frame.item = outer->item;
        frame.at = path;
    }
    walk->pending = NULL;
    if (frame.at) frame.likely = frame.at->below;
    walk->frames[++walk->depth] = frame;
    return 1;
}

static int on_list(void *context) {
    struct json_walk *walk = context;
    const struct frame *outer = &walk->frames[walk->depth];
    const struct json_path *path = walk->pending;
    if (!can_enter(walk)) return 0;
    struct frame frame = {.item = outer->item, .list = path ? path->list : NULL};
    if (walk->depth == 0) {
        walk->values++;
        walk->object = false;
        frame.item = NULL;
    } else if (outer->list) {
        add_flaw(walk, outer->list, no_object);
    }
    if (path && path->cell >= 0) set_cell(walk, STR("["), CELL_NESTED);
    walk->pending = NULL;
    walk->frames[++walk->depth] = frame;
    return 1;
}

static int on_object_end(void *context) {
    struct json_walk *walk = context;
    const struct frame *frame = &walk->frames[walk->depth];
    if (frame->item) frame->item->end = place(walk);
    walk->depth--;
    return 1;
}

static int on_list_end(void *context) {
    ((struct json_walk *)context)->depth--;
    return 1;
}

static void *parser_alloc(void *context, size_t size) {
    (void)context;
    return mem_alloc(size);
}

static void *parser_realloc(void *context, void *ptr, size_t size) {
    (void)context;
    return mem_realloc(ptr, size);
}

static void parser_free(void *context, void *ptr) {
    (void)context;
    mem_free(ptr);
}

/* ---- rows ---- */

static void make_parser(struct json_walk *walk) {
    static const yajl_callbacks callbacks = {
        .yajl_null = on_null,
        .yajl_boolean = on_truth,
        .yajl_number = on_number,
        .yajl_string = on_text,
        .yajl_start_map = on_object,
        .yajl_map_key = on_key,
        .yajl_end_map = on_object_end,
        .yajl_start_array = on_list,
        .yajl_end_array = on_list_end,
    };
    static yajl_alloc_funcs heap = {parser_alloc, parser_realloc, parser_free, NULL};
    walk->parser = yajl_alloc(&callbacks, &heap, walk);
    yajl_config(walk->parser, yajl_allow_multiple_values, 1);
}

static void drop_parser(struct json_walk *walk) {
    if (walk->parser) yajl_free(walk->parser);
    walk->parser = NULL;
}

struct json_walk *json_walk_new(const struct json *json) {
    struct json_walk *walk = mem_alloc(sizeof *walk);
    walk->json = json;
    return walk;
}

void json_walk_free(struct json_walk *walk) {
    drop_parser(walk);
    mem_free(walk);
}

const char *json_walk_row(struct json_walk *walk, struct str text, const struct json_row *row, struct arena *arena) {
    if (!walk->parser) make_parser(walk);
    walk->text = text;
    walk->start = row->start;
    walk->arena = arena;
    walk->depth = walk->values = 0;
    walk->pending = NULL;
    walk->too_deep = walk->object = false;
    walk->items.at = NULL;
    walk->items.len = walk->items.cap = 0;
    size_t length = row->end - row->start;
    yajl_status status = yajl_parse(walk->parser, (const unsigned char *)text.ptr + row->start, length);
    const char *reason = NULL;
    if (status != yajl_status_ok || walk->depth > 0) {
        size_t where = status == yajl_status_ok ? length : yajl_get_bytes_consumed(walk->parser);
        reason = walk->too_deep ? "has lists or objects nested too deeply"
                                : arena_printf(arena, "is broken JSON at its character %zu", where ? where : 1);
        drop_parser(walk);
    } else if (walk->values != 1 || !walk->object) {
        reason = walk->values > 1 ? "has more than one value" : "is not a JSON object";
        /* A bare number is only read when something follows it: start afresh. */
        drop_parser(walk);
    }
    return reason;
}

const struct json_item *const *json_walk_items(const struct json_walk *walk, uint32_t *count) {
    *count = walk->items.len;
    return (const struct json_item *const *)walk->items.at;
}
