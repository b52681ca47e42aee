/* What is looked for in the objects of a file: the members of the loader's record, and the ways to its objects.
 * SPDX-License-Identifier: MIT */
#include "lang/base/mem.h"
#include "runtime/data/bind.h"
#include "runtime/data/json.h"

static struct json_path *path_below(struct json_path *parent, struct str name, struct arena *arena) {
    struct json_path **last = &parent->below;
    for (; *last; last = &(*last)->next)
        if (str_equal((struct str){(*last)->name, (*last)->length}, name)) return *last;
    *last = ARENA_NEW(arena, struct json_path);
    **last =
        (struct json_path){.name = arena_strndup(arena, name.ptr, name.len), .length = (uint32_t)name.len, .cell = -1};
    return *last;
}

/* Under the whole name, and where it has points also member by member: the two places. */
static void find_places(struct json_node *node, const char *spelling, struct arena *arena,
                        struct json_path *places[2]) {
    struct json_path *nested = &node->root;
    struct str left = str_of(spelling);
    places[0] = path_below(&node->root, left, arena);
    for (const char *dot; left.len; left = (struct str){dot + 1, left.len - (size_t)(dot + 1 - left.ptr)}) {
        dot = memchr(left.ptr, '.', left.len);
        nested = path_below(nested, (struct str){left.ptr, dot ? (size_t)(dot - left.ptr) : left.len}, arena);
        if (!dot) break;
    }
    places[1] = nested;
}

/* The number of the spelling's cell. */
static uint32_t add_cell(struct json_node *node, const char *spelling, struct arena *arena) {
    struct json_path *places[2];
    find_places(node, spelling, arena, places);
    int32_t cell = places[0]->cell >= 0   ? places[0]->cell
                   : places[1]->cell >= 0 ? places[1]->cell
                                          : (int32_t)node->cell_count;
    if ((uint32_t)cell == node->cell_count) node->cell_names[node->cell_count++] = spelling;
    places[0]->cell = places[1]->cell = cell;
    return (uint32_t)cell;
}

/* Room for the cells of `count` fields. */
static void begin_fields(struct json_node *node, uint32_t count, uint32_t spellings, struct arena *arena) {
    node->root.cell = -1;
    node->cell_names = ARENA_ARRAY(arena, const char *, spellings);
    node->choice_cells = ARENA_ARRAY(arena, uint32_t, spellings);
    node->choices = arena_alloc(arena, sizeof *node->choices * count);
}

static void add_field(struct json_node *node, uint32_t number, uint32_t *used, const struct field *field,
                      struct arena *arena) {
    node->choices[number].first = *used;
    node->choices[number].count = bind_spelling_count(field);
    for (uint32_t k = 0; k < node->choices[number].count; k++)
        node->choice_cells[(*used)++] = add_cell(node, bind_spelling(field, k), arena);
}

/* The loader's own record. */
static void plan_wanted(struct loader *loader, struct json_node *node) {
    uint32_t spellings = 0, used = 0;
    for (uint32_t i = 0; i < loader->binding_count; i++)
        spellings += bind_spelling_count(loader->bindings[i].reader.field);
    begin_fields(node, loader->binding_count, spellings, &loader->arena);
    node->wanted = true;
    for (uint32_t i = 0; i < loader->binding_count; i++) {
        add_field(node, i, &used, loader->bindings[i].reader.field, &loader->arena);
        if (&loader->bindings[i] != loader->key) continue;
        node->key = &loader->key->reader;
        node->key_binding = i;
    }
}

/* A record whose objects have the wanted ones in them: of it only the key matters. */
static bool plan_around(struct loader *loader, struct json_node *node, const char *folder, struct diags *diags) {
    int32_t key = node->record->key;
    uint32_t used = 0;
    if (key < 0) {
        begin_fields(node, 0, 0, &loader->arena);
        return true;
    }
    const struct field *field = &node->record->fields[key];
    struct reader *reader = ARENA_NEW(&loader->arena, struct reader);
    begin_fields(node, 1, bind_spelling_count(field), &loader->arena);
    add_field(node, 0, &used, field, &loader->arena);
    node->key = reader;
    return reader_init(reader, field, folder, &loader->arena, diags);
}

/* ---- lists of rows ---- */

/* The field of the rows in a list that refers to whoever has the list. */
static const struct field *reference_of(const struct field *list, const struct record *owner) {
    const struct record *record = list->type.record;
    for (uint32_t i = 0; i < record->field_count; i++) {
        const struct field *field = &record->fields[i];
        bool refers = field->type.kind == TYPE_RECORD && field->type.record == owner;
        if (refers && (!list->via || strcmp(list->via, field->name) == 0)) return field;
    }
    return NULL;
}

static void add_list(struct loader *loader, struct json_node *node, const struct field *field,
                     const struct json_node *inside) {
    struct json_list *list = ARENA_NEW(&loader->arena, struct json_list);
    *list = (struct json_list){.name = bind_spelling(field, 0), .node = inside, .reference = -1};
    const struct field *reference = reference_of(field, node->record);
    for (uint32_t i = 0; inside->wanted && i < loader->binding_count; i++)
        if (loader->bindings[i].reader.field == reference) list->reference = (int32_t)i;
    for (uint32_t k = 0; k < bind_spelling_count(field); k++) {
        struct json_path *places[2];
        find_places(node, bind_spelling(field, k), &loader->arena, places);
        places[0]->list = places[1]->list = list;
    }
}

static uint32_t index_of(const struct framework *framework, const struct record *record) {
    uint32_t i = 0;
    while (framework->records[i] != record) i++;
    return i;
}

/* Whether the rows of this list are in the file, and lead to the wanted ones. */
static bool leads_on(const struct nest *nest, const struct field *field, const bool *leads) {
    if (field->type.kind != TYPE_LIST) return false;
    uint32_t inside = index_of(nest->framework, field->type.record);
    return nest->inside[inside] && leads[inside];
}

/* By record: whether its objects are the wanted ones, or have them somewhere inside. */
static bool *find_ways(const struct loader *loader, const struct nest *nest, struct arena *arena) {
    const struct framework *framework = nest->framework;
    bool *leads = ARENA_ARRAY(arena, bool, framework->record_count);
    leads[index_of(framework, loader->record)] = true;
    for (bool more = true; more;) {
        more = false;
        for (uint32_t i = 0; i < framework->record_count; i++) {
            const struct record *record = framework->records[i];
            for (uint32_t f = 0; f < record->field_count && !leads[i]; f++)
                more |= leads[i] = leads_on(nest, &record->fields[f], leads);
        }
    }
    return leads;
}

bool json_plan(struct loader *loader, struct json *json, const struct nest *nest, const char *folder,
               struct diags *diags) {
    struct arena *arena = &loader->arena;
    json->nested = nest && nest->root != loader->record;
    if (!json->nested) {
        json->top = ARENA_NEW(arena, struct json_node);
        json->top->record = loader->record;
        plan_wanted(loader, json->top);
        return true;
    }
    const struct framework *framework = nest->framework;
    const bool *leads = find_ways(loader, nest, arena);
    struct json_node **nodes = ARENA_ARRAY(arena, struct json_node *, framework->record_count);
    for (uint32_t i = 0; i < framework->record_count; i++) {
        const struct record *record = framework->records[i];
        if (!leads[i] || (!nest->inside[i] && record != nest->root)) continue;
        nodes[i] = ARENA_NEW(arena, struct json_node);
        nodes[i]->record = record;
        if (record == loader->record)
            plan_wanted(loader, nodes[i]);
        else if (!plan_around(loader, nodes[i], folder, diags))
            return false;
        if (record == nest->root) json->top = nodes[i];
    }
    ASSERT(json->top);
    for (uint32_t i = 0; i < framework->record_count; i++) {
        for (uint32_t f = 0; nodes[i] && f < nodes[i]->record->field_count; f++) {
            const struct field *field = &nodes[i]->record->fields[f];
            if (leads_on(nest, field, leads))
                add_list(loader, nodes[i], field, nodes[index_of(framework, field->type.record)]);
        }
    }
    return true;
}
