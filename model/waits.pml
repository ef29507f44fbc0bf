/*
 * waits.pml: an execution that waits, moved while it does (docs/protocol.md, "Steps and replay").
 *
 * Its handler begins two waits side by side, a short and a long one; a step follows the short one; when all
 * are done it ends. Nobody's caller comes back for it. Two nodes, of which one or the other is drained, stopped
 * (SIGTERM is a drain of that one node) or crashes, at most once at each point in time. Their clocks differ:
 * node 1 is ahead by AHEAD. Time goes on only when nothing else can happen, so that what is not done then
 * would never have been.
 *
 * Holds: L1 (a drained node does not wait for waits), L2 (what can go on does so at once: a wait that is over by the
 * clock of a node that serves, a step), S3; and that a wait lasts as long as when it was begun, however often
 * the execution moves.
 * Bounds: EVENTS, AHEAD, SHORT, LONG.
 * Seeded bugs: BEGUN_UNSAVED, DUE_LAST, STEP_FORGOTTEN, HELD_IN_DRAIN, NO_ADOPTION.
 */
#define NODES 2
#define END (SHORT + LONG + AHEAD + 2)
#define NEVER 255

mtype = { SERVING, DRAINING, SEALED };
mtype = { PARKED, RUNNING, FINISHED };
#define A 0
#define B 1

/* The record. */
mtype status = PARKED;
byte owner = 0, due = 0;
byte until[2] = NEVER; /* a wait's `begun` says so */
bool isOver[2], stepDone;

/* Nodes. A process that crashes is replaced at once, and its lease is over at once. */
mtype state[NODES] = SERVING;
bool runs[NODES], inStep[NODES];
byte inMemory[4] = NEVER; /* [node * 2 + wait]: until when, in the one who waits */

byte now = 0, events = 0;
bool calm = false; /* nothing more happens to the nodes at this point in time */
byte asked[2] = NEVER; /* since when the handler waits, for the assertions only */

#define clock(n) (n == 1 -> now + AHEAD : now)
#define length(w) (w == A -> SHORT : LONG)
#define isServed (state[0] == SERVING || state[1] == SERVING)
#define wantsStep (isOver[A] && !stepDone)
#define isDone (isOver[A] && isOver[B] && stepDone)

inline begin(w) {
  if
  :: asked[w] == NEVER -> asked[w] = now
  :: else
  fi;
  inMemory[n * 2 + w] = clock(n) + length(w);
#ifndef BEGUN_UNSAVED
  assert(until[w] == NEVER);
  until[w] = inMemory[n * 2 + w]
#endif
}

/* From when on somebody else can do something for it; if all that it waits for are waits, when the first is over. */
inline findDue() {
  due = NEVER;
  if
  :: !isOver[A] -> due = until[A]
  :: else
  fi;
  if
#ifdef DUE_LAST
  :: !isOver[B] && (due == NEVER || until[B] > due) -> due = until[B]
#else
  :: !isOver[B] && until[B] < due -> due = until[B]
#endif
  :: else
  fi;
  if
#ifndef STEP_FORGOTTEN
  :: wantsStep -> due = clock(n)
#endif
  :: !isOver[A] && until[A] == NEVER -> due = clock(n)
  :: !isOver[B] && until[B] == NEVER -> due = clock(n)
  :: due < clock(n) -> due = clock(n)
  :: else
  fi
}

#ifdef HELD_IN_DRAIN
#define mayPark wantsStep
#else
#define mayPark true
#endif

proctype Node(byte n) {
  do
  /* Claims what is due by its own clock; what is begun in the record goes on in its memory. */
#ifndef NO_ADOPTION
  :: atomic { state[n] == SERVING && status == PARKED && due <= clock(n) ->
#else
  :: atomic { state[n] == SERVING && status == PARKED && due <= clock(n) && now == 0 ->
#endif
      status = RUNNING; owner = n; runs[n] = true;
      inMemory[n * 2 + A] = until[A]; inMemory[n * 2 + B] = until[B] }
  /* Its own process was replaced, or the other's: it takes over. */
  :: atomic { state[n] == SERVING && status == RUNNING && !runs[owner] ->
      owner = n; runs[n] = true;
      inMemory[n * 2 + A] = until[A]; inMemory[n * 2 + B] = until[B] }
  :: atomic { runs[n] && state[n] == SERVING && !isOver[A] && inMemory[n * 2 + A] == NEVER -> begin(A) }
  :: atomic { runs[n] && state[n] == SERVING && !isOver[B] && inMemory[n * 2 + B] == NEVER -> begin(B) }
  :: atomic { runs[n] && !isOver[A] && inMemory[n * 2 + A] <= clock(n) -> isOver[A] = true }
  :: atomic { runs[n] && !isOver[B] && inMemory[n * 2 + B] <= clock(n) -> isOver[B] = true }
  :: atomic { runs[n] && state[n] == SERVING && wantsStep && !inStep[n] -> inStep[n] = true }
  :: atomic { inStep[n] -> inStep[n] = false; stepDone = true }
  :: atomic { runs[n] && isDone -> status = FINISHED; runs[n] = false }
  /* Drained: starts nothing new, lets what is running end, gives it up. */
  :: atomic { runs[n] && state[n] == DRAINING && !inStep[n] && !isDone && mayPark ->
      findDue();
      status = PARKED; runs[n] = false }
  :: atomic { state[n] == DRAINING && !runs[n] -> state[n] = SEALED }
  od
}

/* Anything may happen to one of the nodes at a point in time; the other serves. */
proctype World() {
  byte n;
  do
  :: !calm -> calm = true
  :: atomic { !calm && events < EVENTS ->
      calm = true; events++;
      if
      :: n = 0
      :: n = 1
      fi;
      if
      :: state[n] == SERVING && state[1 - n] == SERVING -> state[n] = DRAINING
      :: state[n] == SEALED -> state[n] = SERVING
      :: state[n] == SERVING -> runs[n] = false; inStep[n] = false
      :: else
      fi;
      n = 0 }
  :: atomic {
      timeout ->
      /* L1 */
      assert(state[0] != DRAINING && state[1] != DRAINING);
      /* L2: at once, give or take what clocks differ by */
      assert(status != RUNNING || !wantsStep);
      assert(status != PARKED || due > now);
      assert(status != PARKED || !wantsStep || due <= now + AHEAD);
      /* It lasts as long as when it was begun, with the same allowance. */
      assert(isOver[A] || asked[A] == NEVER || now < asked[A] + SHORT + AHEAD);
      assert(isOver[B] || asked[B] == NEVER || now < asked[B] + LONG + AHEAD);
      if
      :: now < END -> now++; calm = false
      :: else -> assert(status == FINISHED); /* S3 */ break
      fi }
  od
}

init {
  atomic { run Node(0); run Node(1); run World() }
}
