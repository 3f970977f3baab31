/* The chain of chain.py on the cimba library (C, Apache-2.0; measured only).
 *
 *     cimba_chain <n> <replications> <workers> <seed> processes|events
 *
 * "processes": each border post and crane is a process that takes consignments from
 * an object queue, as cimba's own examples do; stream and port are processes, too.
 * "events": no process at all, only cimba's event queue and its random numbers.
 * Rail and ships are scheduled events in both.
 */
#include <assert.h>
#include <stdbool.h>

#include <cimba.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { LOAD = 50, FLEET = 24, STATIONS = 4, MOST_SERVERS = 5 };
static const double GAP_S = 600, BORDER_S = 2400, RAIL_S = 86400, RAIL_ON_S = 172800;
static const double CRANE_S = 1200, SAIL_S = 86400, OPEN_S = 7 * 86400.0, SHUT_S = 86400;

static bool has_processes;

struct consignment {
    struct consignment *next;
    double came_s, at_quay_s;
};

struct list {
    struct consignment *head, *tail;
    uint64_t length;
};

struct chain;

struct station {
    struct chain *chain;
    double mean_s;
    void (*onward)(struct chain *, struct consignment *);
    unsigned servers, idle;
    struct list waiting;            /* events */
    struct cmb_objectqueue *queue;  /* processes */
    struct cmb_process *staff[MOST_SERVERS];
};

struct trial {
    uint64_t n, seed;
    uint64_t events, ships;
    double lead_s, quay_s;
};

struct chain {
    struct trial *trial;
    struct station station[STATIONS]; /* border, crane, crane there, last crane */
    struct cmb_process *stream, *port;
    struct list quay;
    struct consignment *unused;
    uint64_t to_come, exited;
    unsigned ships;
    bool is_open;
};

static void append(struct list *list, struct consignment *one)
{
    one->next = NULL;
    if (list->length++)
        list->tail->next = one;
    else
        list->head = one;
    list->tail = one;
}

static struct consignment *first_of(struct list *list)
{
    struct consignment *one = list->head;
    list->head = one->next;
    list->length--;
    return one;
}

static double draw(double mean_s)
{
    return cmb_random_exponential(mean_s);
}

static void in(double delay_s, cmb_event_func *action, void *subject, void *object)
{
    cmb_event_schedule(action, subject, object, cmb_time() + delay_s, 0);
}

/* Stations. */

static void serve(struct station *at, struct consignment *one);

static void service_ends(void *station, void *consignment)
{
    struct station *at = station;
    at->chain->trial->events++;
    at->onward(at->chain, consignment);
    if (at->waiting.length)
        serve(at, first_of(&at->waiting));
    else
        at->idle++;
}

static void serve(struct station *at, struct consignment *one)
{
    in(draw(at->mean_s), service_ends, at, one);
}

static void *server(struct cmb_process *me, void *station)
{
    cmb_unused(me);
    struct station *at = station;
    for (;;) {
        void *one = NULL;
        cmb_objectqueue_get(at->queue, &one);
        cmb_process_hold(draw(at->mean_s));
        at->chain->trial->events++;
        at->onward(at->chain, one);
    }
    return NULL;
}

static void enter(struct station *at, struct consignment *one)
{
    if (has_processes)
        cmb_objectqueue_put(at->queue, one);
    else if (at->idle) {
        at->idle--;
        serve(at, one);
    } else
        append(&at->waiting, one);
}

/* The way of a consignment. */

static void rail_ends(void *chain, void *consignment)
{
    struct chain *c = chain;
    c->trial->events++;
    enter(&c->station[1], consignment);
}

static void rail_on_ends(void *chain, void *consignment)
{
    struct chain *c = chain;
    c->trial->events++;
    enter(&c->station[3], consignment);
}

static void to_rail(struct chain *c, struct consignment *one)
{
    in(draw(RAIL_S), rail_ends, c, one);
}

static void to_rail_on(struct chain *c, struct consignment *one)
{
    in(draw(RAIL_ON_S), rail_on_ends, c, one);
}

static void sail(struct chain *c);

static void ship_returns(void *chain, void *nothing)
{
    cmb_unused(nothing);
    struct chain *c = chain;
    c->trial->events++;
    c->ships++;
    sail(c);
}

static void ship_lands(void *chain, void *load)
{
    struct chain *c = chain;
    c->trial->events++;
    in(SAIL_S, ship_returns, c, NULL);
    for (struct consignment *one = load, *next; one; one = next) {
        next = one->next;
        enter(&c->station[2], one);
    }
}

static void sail(struct chain *c)
{
    while (c->is_open && c->ships && c->quay.length >= LOAD) {
        struct list load = {0};
        for (int i = 0; i < LOAD; i++) {
            struct consignment *one = first_of(&c->quay);
            c->trial->quay_s += cmb_time() - one->at_quay_s;
            append(&load, one);
        }
        c->ships--;
        c->trial->ships++;
        c->trial->events++;
        in(SAIL_S, ship_lands, c, load.head);
    }
}

static void to_quay(struct chain *c, struct consignment *one)
{
    one->at_quay_s = cmb_time();
    append(&c->quay, one);
    sail(c);
}

static void end(void *chain, void *nothing);

static void out(struct chain *c, struct consignment *one)
{
    c->trial->lead_s += cmb_time() - one->came_s;
    one->next = c->unused;
    c->unused = one;
    if (++c->exited == c->trial->n)
        cmb_event_schedule(end, c, NULL, cmb_time(), 0);
}

static void arrive(struct chain *c)
{
    struct consignment *one = c->unused;
    if (one)
        c->unused = one->next;
    else
        one = malloc(sizeof *one);
    c->trial->events++;
    one->came_s = cmb_time();
    enter(&c->station[0], one);
}

static void change(struct chain *c)
{
    c->trial->events++;
    c->is_open = !c->is_open;
    sail(c);
}

static void *stream(struct cmb_process *me, void *chain)
{
    cmb_unused(me);
    for (struct chain *c = chain; c->to_come; c->to_come--) {
        cmb_process_hold(draw(GAP_S));
        arrive(c);
    }
    return NULL;
}

static void *port(struct cmb_process *me, void *chain)
{
    cmb_unused(me);
    for (struct chain *c = chain;;) {
        cmb_process_hold(draw(c->is_open ? OPEN_S : SHUT_S));
        change(c);
    }
    return NULL;
}

static void arrival(void *chain, void *nothing)
{
    struct chain *c = chain;
    if (--c->to_come)
        in(draw(GAP_S), arrival, c, nothing);
    arrive(c);
}

static void port_changes(void *chain, void *nothing)
{
    struct chain *c = chain;
    change(c);
    in(draw(c->is_open ? OPEN_S : SHUT_S), port_changes, c, nothing);
}

/* A trial. */

static struct cmb_process *started(const char *name, cmb_process_func *does, void *with)
{
    struct cmb_process *one = cmb_process_create();
    cmb_process_initialize(one, name, does, with, 0);
    cmb_process_start(one);
    return one;
}

static void stop(struct cmb_process *one)
{
    if (cmb_process_status(one) == CMB_PROCESS_RUNNING)
        cmb_process_stop(one, NULL);
}

static void end(void *chain, void *nothing)
{
    cmb_unused(nothing);
    struct chain *c = chain;
    if (has_processes) {
        stop(c->stream);
        stop(c->port);
        for (int i = 0; i < STATIONS; i++)
            for (unsigned j = 0; j < c->station[i].servers; j++)
                stop(c->station[i].staff[j]);
    }
    cmb_event_queue_clear();
}

static void discard(struct cmb_process *one)
{
    cmb_process_terminate(one);
    cmb_process_destroy(one);
}

static void run_trial(void *given)
{
    struct trial *trial = given;
    struct chain c = {.trial = trial, .to_come = trial->n, .ships = FLEET, .is_open = true};
    struct station *s = c.station;
    s[0] = (struct station){.mean_s = BORDER_S, .onward = to_rail, .servers = 5};
    s[1] = (struct station){.mean_s = CRANE_S, .onward = to_quay, .servers = 3};
    s[2] = (struct station){.mean_s = CRANE_S, .onward = to_rail_on, .servers = 3};
    s[3] = (struct station){.mean_s = CRANE_S, .onward = out, .servers = 3};

    cmb_logger_flags_off(CMB_LOGGER_INFO);
    cmb_random_initialize(trial->seed);
    cmb_event_queue_initialize(0.0);
    for (int i = 0; i < STATIONS; i++) {
        s[i].chain = &c;
        s[i].idle = s[i].servers;
        /* Made without processes, too: 3.0.0-RC1 crashes after a trial without objects. */
        s[i].queue = cmb_objectqueue_create();
        cmb_objectqueue_initialize(s[i].queue, "queue", CMB_UNLIMITED);
        for (unsigned j = 0; has_processes && j < s[i].servers; j++)
            s[i].staff[j] = started("server", server, &s[i]);
    }
    if (has_processes) {
        c.stream = started("stream", stream, &c);
        c.port = started("port", port, &c);
    } else {
        in(draw(GAP_S), arrival, &c, NULL);
        in(draw(OPEN_S), port_changes, &c, NULL);
    }
    cmb_event_queue_execute();

    if (has_processes) {
        discard(c.stream);
        discard(c.port);
        for (int i = 0; i < STATIONS; i++)
            for (unsigned j = 0; j < s[i].servers; j++)
                discard(s[i].staff[j]);
    }
    for (int i = 0; i < STATIONS; i++) {
        cmb_objectqueue_terminate(s[i].queue);
        cmb_objectqueue_destroy(s[i].queue);
    }
    cmb_event_queue_terminate();
    cmb_random_terminate();
    for (struct consignment *one = c.unused, *next; one; one = next) {
        next = one->next;
        free(one);
    }
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
    if (argc != 6)
        exit((fprintf(stderr, "cimba_chain <n> <replications> <workers> <seed> "
                              "processes|events\n"),
              2));
    const uint64_t n = strtoull(argv[1], NULL, 10), replications = strtoull(argv[2], NULL, 10);
    const uint32_t workers = strtoul(argv[3], NULL, 10);
    const uint64_t seed = strtoull(argv[4], NULL, 10);
    has_processes = !strcmp(argv[5], "processes");
    if (n == 0 || n % LOAD || workers == 0)
        exit((fprintf(stderr, "cimba_chain: n must be a multiple of %d\n", LOAD), 2));
    struct trial *trials = calloc(replications, sizeof *trials);
    for (uint64_t i = 0; i < replications; i++)
        trials[i] = (struct trial){.n = n, .seed = cmb_random_fmix64(seed, i)};
    cimba_threads_use(workers);

    const double wall_s = clock_s(CLOCK_MONOTONIC);
    const double cpu_s = clock_s(CLOCK_PROCESS_CPUTIME_ID);
    const uint64_t failed = cimba_run(trials, replications, sizeof *trials, run_trial);
    const double over_s = clock_s(CLOCK_MONOTONIC);
    if (failed)
        exit((fprintf(stderr, "cimba_chain: %" PRIu64 " trials failed\n", failed), 1));

    printf("{\"engine\": \"cimba %s, %s\", \"n\": %" PRIu64 ", \"workers\": %" PRIu32
           ", \"wall_s\": %.9f, \"cpu_s\": %.9f, \"peak_kib\": %ld, \"replications\": [",
           cimba_version(), argv[5], n, workers, over_s - wall_s,
           clock_s(CLOCK_PROCESS_CPUTIME_ID) - cpu_s, peak_kib());
    for (uint64_t i = 0; i < replications; i++)
        printf("%s{\"events\": %" PRIu64
               ", \"lead_s\": %.6f, \"quay_s\": %.6f, \"ships\": %" PRIu64 "}",
               i ? ", " : "", trials[i].events, trials[i].lead_s / (double)n,
               trials[i].quay_s / (double)n, trials[i].ships);
    printf("]}\n");
    return 0;
}
