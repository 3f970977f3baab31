/* The chain of chain.py, written by hand: what the machine can do.
 *
 *     chain <n> <replications> <workers> <seed>
 *
 * Times are whole milliseconds. Pending events lie in heaps of four children a node, a
 * cache line each: one for short services, one for days on rails and ships, so that
 * the many short ones do not walk past the many long ones. An event that follows from
 * the one at a root takes its place. Ties go by sequence. Consignments are slots that
 * are used again after the exit; queues are lists through the slots.
 */
#define _GNU_SOURCE
#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ARRIVAL, BORDER, RAIL, CRANE, LANDED, BACK, PORT, CRANE_THERE, RAIL_ON, CRANE_LAST };
enum { SERVERS_BORDER = 5, CRANES = 3, LOAD = 50, FLEET = 24 };
#define GAP_MS 600e3
#define BORDER_MS 2400e3
#define RAIL_MS 86400e3
#define RAIL_ON_MS 172800e3
#define CRANE_MS 1200e3
#define SAIL_MS 86400000u
#define OPEN_MS (7 * 86400e3)
#define SHUT_MS 86400e3
#define NONE UINT32_MAX

/* Compared as one number: time above sequence above what happens. */
typedef unsigned __int128 event;
#define EVENT(at, seq, what) ((event)(at) << 64 | (uint64_t)(seq) << 32 | (what))
#define AT(e) ((uint64_t)((e) >> 64))
#define WHAT(slot, kind) ((uint32_t)(slot) << 4 | (kind))

typedef struct {
    uint32_t head, tail, length;
} queue;

typedef struct {
    queue waiting;
    uint32_t idle;
    uint32_t kind;
    double mean_ms;
} server;

typedef struct {
    uint64_t events, lead_ms, quay_ms;
    uint32_t ships;
} answer;

typedef struct {
    event *nodes; /* node i has the children 4i - 2 to 4i + 1; the root is 1 */
    void *memory;
    uint32_t last, size;
    int is_hole; /* the root has happened and nothing has taken its place */
} heap;

typedef struct {
    heap near, far;
    uint32_t seq;
    uint64_t now, random[4];
    uint64_t *came, *at_quay; /* per slot */
    uint32_t *next;
    uint32_t slots, free_slot;
} state;

/* Random numbers: xoshiro256++ (Blackman, Vigna 2019), seeded by splitmix64;
 * exponential by the ziggurat of Marsaglia and Tsang (2000), 256 layers. */

static double layer_x[257], layer_y[257];

static void make_layers(void)
{
    const double r = 7.69711747013104972, v = 0.0039496598225815571993;
    layer_x[0] = v / exp(-r);
    layer_x[1] = r;
    for (int i = 2; i < 256; i++)
        layer_x[i] = -log(v / layer_x[i - 1] + exp(-layer_x[i - 1]));
    layer_x[256] = 0;
    for (int i = 0; i < 257; i++)
        layer_y[i] = exp(-layer_x[i]);
}

static uint64_t splitmix(uint64_t *x)
{
    uint64_t z = (*x += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static inline uint64_t rotated(uint64_t x, int by) { return x << by | x >> (64 - by); }

static inline uint64_t bits(uint64_t s[4])
{
    const uint64_t out = rotated(s[0] + s[3], 23) + s[0], t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotated(s[3], 45);
    return out;
}

static __attribute__((noinline)) double exponential_tail(uint64_t s[4], uint32_t i, double x);

static inline double exponential(uint64_t s[4])
{
    const uint64_t draw = bits(s);
    const uint32_t i = draw & 255;
    const double x = (double)(draw >> 11) * 0x1p-53 * layer_x[i];
    return __builtin_expect(x < layer_x[i + 1], 1) ? x : exponential_tail(s, i, x);
}

static double exponential_tail(uint64_t s[4], uint32_t i, double x)
{
    if (i == 0)
        return layer_x[1] + exponential(s);
    const double u = (double)(bits(s) >> 11) * 0x1p-53;
    if (layer_y[i] + u * (layer_y[i + 1] - layer_y[i]) < exp(-x))
        return x;
    return exponential(s);
}

static inline uint64_t drawn(state *z, double mean_ms)
{
    return (uint64_t)(exponential(z->random) * mean_ms);
}

/* The heap. */

static void *grown(void *old, size_t size)
{
    void *memory = realloc(old, size);
    if (!memory)
        exit((fprintf(stderr, "chain: out of memory\n"), 1));
    return memory;
}

static void grow_heap(heap *h)
{
    h->size = h->size ? 2 * h->size : 1024;
    void *memory = NULL;
    if (posix_memalign(&memory, 64, (h->size + 8) * sizeof(event)))
        exit((fprintf(stderr, "chain: out of memory\n"), 1));
    event *nodes = (event *)memory + 2; /* so that node 2 begins a cache line */
    if (h->nodes)
        memcpy(nodes, h->nodes, (h->last + 1) * sizeof(event));
    free(h->memory);
    h->memory = memory;
    h->nodes = nodes;
}

/* Put `one` at the root and let it sink; `last` is the heap's last node. */
static inline void sink(event *restrict heap, uint32_t last, event one)
{
    uint32_t at = 1;
    for (;;) {
        const uint32_t first = 4 * at - 2;
        if (__builtin_expect(first + 3 <= last, 1)) {
            const uint32_t a = first + (heap[first + 1] < heap[first]);
            const uint32_t b = first + 2 + (heap[first + 3] < heap[first + 2]);
            const uint32_t least = heap[b] < heap[a] ? b : a;
            if (heap[least] >= one)
                break;
            heap[at] = heap[least];
            at = least;
            continue;
        }
        if (first > last)
            break;
        uint32_t least = first;
        for (uint32_t child = first + 1; child <= last; child++)
            if (heap[child] < heap[least])
                least = child;
        if (heap[least] >= one)
            break;
        heap[at] = heap[least];
        at = least;
    }
    heap[at] = one;
}

static inline void push(heap *h, event one)
{
    if (h->is_hole) {
        h->is_hole = 0;
        sink(h->nodes, h->last, one);
        return;
    }
    if (h->last + 1 >= h->size)
        grow_heap(h);
    uint32_t at = ++h->last;
    while (at > 1) {
        const uint32_t above = (at + 2) / 4;
        if (h->nodes[above] <= one)
            break;
        h->nodes[at] = h->nodes[above];
        at = above;
    }
    h->nodes[at] = one;
}

static inline void schedule(state *z, uint64_t in_ms, uint32_t what)
{
    push(&z->near, EVENT(z->now + in_ms, z->seq++, what));
}

static inline void schedule_far(state *z, uint64_t in_ms, uint32_t what)
{
    push(&z->far, EVENT(z->now + in_ms, z->seq++, what));
}

static inline event root(heap *h)
{
    if (h->is_hole) {
        h->is_hole = 0;
        const event last = h->nodes[h->last--];
        if (h->last)
            sink(h->nodes, h->last, last);
    }
    return h->last ? h->nodes[1] : ~(event)0;
}

static inline event take(state *z)
{
    const event near = root(&z->near), far = root(&z->far);
    const int is_near = near < far;
    const event one = is_near ? near : far;
    z->near.is_hole = is_near;
    z->far.is_hole = !is_near;
    z->now = AT(one);
    return one;
}

/* Slots and queues. */

static uint32_t new_slot(state *z)
{
    if (z->free_slot == NONE) {
        const uint32_t old = z->slots;
        z->slots = old ? 2 * old : 1024;
        z->came = grown(z->came, z->slots * sizeof *z->came);
        z->at_quay = grown(z->at_quay, z->slots * sizeof *z->at_quay);
        z->next = grown(z->next, z->slots * sizeof *z->next);
        for (uint32_t slot = z->slots; slot-- > old; z->free_slot = slot)
            z->next[slot] = z->free_slot;
    }
    const uint32_t slot = z->free_slot;
    z->free_slot = z->next[slot];
    return slot;
}

static inline void append(state *z, queue *q, uint32_t slot)
{
    if (q->length++)
        z->next[q->tail] = slot;
    else
        q->head = slot;
    q->tail = slot;
}

static inline void enter(state *z, server *at, uint32_t slot)
{
    if (at->idle) {
        at->idle--;
        schedule(z, drawn(z, at->mean_ms), WHAT(slot, at->kind));
    } else
        append(z, &at->waiting, slot);
}

static inline void leave(state *z, server *at)
{
    if (at->waiting.length) {
        const uint32_t slot = at->waiting.head;
        at->waiting.length--;
        at->waiting.head = z->next[slot];
        schedule(z, drawn(z, at->mean_ms), WHAT(slot, at->kind));
    } else
        at->idle++;
}

static void sail(state *z, queue *quay, uint32_t *ships, answer *out)
{
    while (*ships && quay->length >= LOAD) {
        uint32_t slot = quay->head;
        schedule_far(z, SAIL_MS, WHAT(slot, LANDED)); /* the load hangs on its first */
        for (int i = 0; i < LOAD; i++, slot = z->next[slot])
            out->quay_ms += z->now - z->at_quay[slot];
        quay->head = slot;
        quay->length -= LOAD;
        --*ships;
        out->ships++;
        out->events++;
    }
}

static void empty(state *z, uint64_t seed, uint64_t replication)
{
    uint64_t x = seed ^ splitmix(&(uint64_t){replication});
    for (int i = 0; i < 4; i++)
        z->random[i] = splitmix(&x);
    z->now = z->seq = z->near.last = z->far.last = z->near.is_hole = z->far.is_hole = 0;
    z->free_slot = NONE;
    for (uint32_t slot = z->slots; slot-- > 0; z->free_slot = slot)
        z->next[slot] = z->free_slot;
}

static answer simulate(state *z, uint32_t n)
{
    server border = {.idle = SERVERS_BORDER, .kind = BORDER, .mean_ms = BORDER_MS};
    server crane = {.idle = CRANES, .kind = CRANE, .mean_ms = CRANE_MS};
    server crane_there = {.idle = CRANES, .kind = CRANE_THERE, .mean_ms = CRANE_MS};
    server crane_last = {.idle = CRANES, .kind = CRANE_LAST, .mean_ms = CRANE_MS};
    queue quay = {0};
    uint32_t ships = FLEET, to_come = n, exited = 0;
    int is_open = 1;
    answer out = {0};

    schedule(z, drawn(z, GAP_MS), ARRIVAL);
    schedule(z, drawn(z, OPEN_MS), PORT);
    while (exited < n) {
        const uint32_t what = (uint32_t)take(z);
        const uint32_t slot = what >> 4;
        out.events++;
        switch (what & 15) {
        case ARRIVAL: {
            if (--to_come)
                schedule(z, drawn(z, GAP_MS), ARRIVAL);
            const uint32_t came = new_slot(z);
            z->came[came] = z->now;
            enter(z, &border, came);
            break;
        }
        case BORDER:
            schedule_far(z, drawn(z, RAIL_MS), WHAT(slot, RAIL));
            leave(z, &border);
            break;
        case RAIL:
            enter(z, &crane, slot);
            break;
        case CRANE:
            leave(z, &crane);
            z->at_quay[slot] = z->now;
            append(z, &quay, slot);
            if (is_open)
                sail(z, &quay, &ships, &out);
            break;
        case LANDED: {
            schedule_far(z, SAIL_MS, BACK);
            uint32_t one = slot;
            for (int i = 0; i < LOAD; i++) {
                const uint32_t following = z->next[one];
                enter(z, &crane_there, one);
                one = following;
            }
            break;
        }
        case BACK:
            ships++;
            if (is_open)
                sail(z, &quay, &ships, &out);
            break;
        case PORT:
            is_open = !is_open;
            schedule(z, drawn(z, is_open ? OPEN_MS : SHUT_MS), PORT);
            if (is_open)
                sail(z, &quay, &ships, &out);
            break;
        case CRANE_THERE:
            schedule_far(z, drawn(z, RAIL_ON_MS), WHAT(slot, RAIL_ON));
            leave(z, &crane_there);
            break;
        case RAIL_ON:
            enter(z, &crane_last, slot);
            break;
        case CRANE_LAST:
            leave(z, &crane_last);
            out.lead_ms += z->now - z->came[slot];
            z->next[slot] = z->free_slot;
            z->free_slot = slot;
            exited++;
            break;
        }
    }
    return out;
}

/* Threads: the worker w runs replications w, w + workers, ... */

typedef struct {
    uint32_t n, first, step, replications;
    uint64_t seed;
    answer *answers;
} share;

static void *work(void *given)
{
    const share *mine = given;
    state z = {.free_slot = NONE};
    grow_heap(&z.near);
    grow_heap(&z.far);
    for (uint32_t one = mine->first; one < mine->replications; one += mine->step) {
        empty(&z, mine->seed, one);
        mine->answers[one] = simulate(&z, mine->n);
    }
    free(z.near.memory);
    free(z.far.memory);
    free(z.came);
    free(z.at_quay);
    free(z.next);
    return NULL;
}

static double clock_s(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static long peak_kib(void)
{
    char line[256];
    long kib = 0;
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status))
        sscanf(line, "VmHWM: %ld", &kib);
    if (status)
        fclose(status);
    return kib;
}

int main(int argc, char **argv)
{
    if (argc != 5)
        exit((fprintf(stderr, "chain <n> <replications> <workers> <seed>\n"), 2));
    const uint32_t n = strtoul(argv[1], NULL, 10), replications = strtoul(argv[2], NULL, 10);
    const uint32_t workers = strtoul(argv[3], NULL, 10);
    const uint64_t seed = strtoull(argv[4], NULL, 10);
    if (n == 0 || n % LOAD || workers == 0)
        exit((fprintf(stderr, "chain: n must be a multiple of %d\n", LOAD), 2));
    make_layers();
    answer *answers = grown(NULL, replications * sizeof *answers);
    pthread_t *threads = grown(NULL, workers * sizeof *threads);
    share *shares = grown(NULL, workers * sizeof *shares);

    const double wall_s = clock_s(CLOCK_MONOTONIC);
    const double cpu_s = clock_s(CLOCK_PROCESS_CPUTIME_ID);
    for (uint32_t w = 0; w < workers; w++) {
        shares[w] = (share){n, w, workers, replications, seed, answers};
        if (pthread_create(&threads[w], NULL, work, &shares[w]))
            exit((fprintf(stderr, "chain: no thread\n"), 1));
    }
    for (uint32_t w = 0; w < workers; w++)
        pthread_join(threads[w], NULL);

    printf("{\"engine\": \"C, gcc %s\", \"n\": %" PRIu32 ", \"workers\": %" PRIu32
           ", \"wall_s\": %.9f, \"cpu_s\": %.9f, \"peak_kib\": %ld, \"replications\": [",
           __VERSION__, n, workers, clock_s(CLOCK_MONOTONIC) - wall_s,
           clock_s(CLOCK_PROCESS_CPUTIME_ID) - cpu_s, peak_kib());
    for (uint32_t one = 0; one < replications; one++)
        printf("%s{\"events\": %" PRIu64
               ", \"lead_s\": %.6f, \"quay_s\": %.6f, \"ships\": %" PRIu32 "}",
               one ? ", " : "", answers[one].events, (double)answers[one].lead_ms / 1e3 / n,
               (double)answers[one].quay_ms / 1e3 / n, answers[one].ships);
    printf("]}\n");
    free(answers);
    free(threads);
    free(shares);
    return 0;
}
