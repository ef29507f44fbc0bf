/*
 * attempts.pml: the bound on attempts (docs/protocol.md, "Steps and replay"; MOST_ATTEMPTS in runtime/owned.ts).
 *
 * Two nodes run one execution. With POISON its last step ends whatever node does it; otherwise nodes crash as they
 * like, CRASHES times. A node may be thought dead while it only stands still, and go on later. A takeover
 * reads, then writes under the fence: what has changed in between refuses it. MOST takeovers in a row without
 * a committed outcome, and the next one sets the execution aside, until an operator has it retried.
 *
 * Holds: one execution ends at most MOST + 1 nodes each time that it is tried; it is set aside for nothing else, and
 * then written by nobody; moving it is no attempt; S3 of those that nothing is wrong with; L2: none is left alone
 * in between.
 * Bounds: MOST, CRASHES, OVERTAKEN, PARKS, RETRIES.
 * Seeded bugs: UNBOUNDED, NOT_RESET, MOVES_COUNT, ASIDE_UNFENCED, ASIDE_CLAIMABLE, RETRY_KEEPS_COUNT.
 */
#define NODES 2
#define STEPS 2

mtype = { PARKED, RUNNING, FINISHED, ASIDE };
mtype = { IDLE, CLAIMING, TAKING_OVER, OWNING, IN_STEP };

/* The record; an owner is a node's process. */
mtype status = PARKED;
byte owner = 0, seq = 1, attempts = 0, steps = 0;

byte process[NODES];
byte processes = NODES;
byte crashes = 0, overtaken = 0, parks = 0, retries = 0;
/* For the assertions: nodes ended by it and takeovers since it was last tried or committed. */
byte ended = 0, takeovers = 0;

#ifdef POISON
#define isPoison (steps == STEPS - 1)
#else
#define isPoison false
#endif
#define isAlive(p) (process[0] == p || process[1] == p)
#ifdef MOVES_COUNT
#define counted true
#else
#define counted (state == TAKING_OVER)
#endif
#ifdef UNBOUNDED
#define isTooMany false
#else
#define isTooMany (state == TAKING_OVER && seenAttempts >= MOST)
#endif
#ifdef ASIDE_UNFENCED
#define stands (seq == seenSeq || isTooMany)
#else
#define stands (seq == seenSeq)
#endif
#ifdef ASIDE_CLAIMABLE
#define isClaimable (status == PARKED || status == ASIDE)
#else
#define isClaimable (status == PARKED)
#endif

/* What has been written once it is aside is an operator's. */
inline written() {
  assert(status != ASIDE && status != FINISHED);
  seq++
}

/* The process in this node's place ends, another starts. */
inline end() {
  processes++; process[me] = processes;
  state = IDLE; seenSeq = 0; seenAttempts = 0
}

proctype Node(byte me) {
  mtype state = IDLE;
  byte seenSeq, seenAttempts;
  do
  /* Reads; writes what it has concluded. */
  :: atomic { state == IDLE && isClaimable -> state = CLAIMING; seenSeq = seq; seenAttempts = attempts }
  :: atomic { state == IDLE && status == RUNNING && owner != process[me] && (!isAlive(owner) || overtaken < OVERTAKEN) ->
      if
      :: isAlive(owner) -> overtaken++
      :: else
      fi;
      state = TAKING_OVER; seenSeq = seq; seenAttempts = attempts }
  :: atomic { state == CLAIMING || state == TAKING_OVER ->
      if
      :: stands && isTooMany ->
        assert(takeovers >= MOST); /* for nothing else */
        written();
        status = ASIDE; owner = 0; state = IDLE; seenSeq = 0
      :: stands && !isTooMany ->
        if
        :: counted -> attempts++
        :: else
        fi;
        if
        :: state == TAKING_OVER -> takeovers++
        :: else
        fi;
        written();
        status = RUNNING; owner = process[me]; state = OWNING; seenSeq = seq
      :: !stands -> state = IDLE; seenSeq = 0
      fi;
      seenAttempts = 0 }
  /* A step, and its commit. */
  :: atomic { state == OWNING && steps < STEPS -> state = IN_STEP }
  :: atomic { state == IN_STEP && !isPoison ->
      if
      :: seq == seenSeq ->
        written();
        seenSeq = seq; steps++; takeovers = 0; ended = 0; state = OWNING
#ifndef NOT_RESET
        ; attempts = 0
#endif
      :: else -> state = IDLE; seenSeq = 0
      fi }
  :: atomic { state == IN_STEP && isPoison ->
      ended++;
      assert(ended <= MOST + 1 + OVERTAKEN); /* one that was overtaken had begun before */
      end() }
  :: atomic { state == OWNING && steps == STEPS ->
      if
      :: seq == seenSeq -> written(); status = FINISHED; owner = 0
      :: else
      fi;
      state = IDLE; seenSeq = 0 }
  /* Drained, it gives it up; it is not out of the world. */
  :: atomic { state == OWNING && parks < PARKS ->
      parks++;
      if
      :: seq == seenSeq -> written(); status = PARKED; owner = 0
      :: else
      fi;
      state = IDLE; seenSeq = 0 }
  :: atomic { crashes < CRASHES && state != IDLE -> crashes++; end() }
  od
}

/* Has what is set aside retried. */
proctype Operator() {
  do
  :: atomic { status == ASIDE && retries < RETRIES ->
      retries++; seq++;
      status = PARKED; ended = 0; takeovers = 0
#ifndef RETRY_KEEPS_COUNT
      ; attempts = 0
#endif
    }
  od
}

/* When nothing can happen any more. */
active proctype Monitor() {
  timeout ->
    atomic {
      assert(status == FINISHED || status == ASIDE);
      assert(status != ASIDE || retries == RETRIES) }
}

init {
  atomic { process[0] = 1; process[1] = 2; run Node(0); run Node(1); run Operator() }
}
