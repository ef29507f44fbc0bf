/*
 * lock.pml: the lock of a cluster's upgrades (docs/architecture.md, "The upgrade"; docs/failures.md).
 *
 * Two upgrades start whenever they like. The first may be stopped anywhere, and be redriven; its Lambda that
 * runs goes on after the stop, as slowly as its time-out allows. A clean-up follows the stop, however late,
 * under a lock that yields. Each change is made by a Lambda that proves the lock immediately before. Whoever
 * takes the lock over raises its generation, then outwaits every Lambda that has started, and only then
 * reads the live state. Live state is a number here that each change raises: whoever makes a change must
 * know the number.
 *
 * Holds: S6, S8, and of S7 that the lock is free in the end, or stale for all to see.
 * Bounds: CHANGES of each, STOPS and REDRIVES of the first upgrade.
 * Seeded bugs: NOT_PROVED, NOT_WAITED, WAITED_FIRST, PLANNED_FIRST, LATE_CALL, GENERATION_RESET, TAKES_FROM_RUNNING,
 * LATE_EVENT_TAKES_ANY.
 */
#define FIRST 1
#define SECOND 2
#define CLEAN_UP 3
#define NOBODY 0

mtype = { IDLE, INVOKED, STARTED, PROVED, ON_ITS_WAY }; /* a holder's Lambda: there is one at a time */
mtype = { CHANGE, RELEASE };

/* The lock, and the lock generation that a mode was last set under. */
byte holder = NOBODY, generation = 0, modeGeneration = 0;
bool yields = false;

bool running[4], wasStopped[4]; /* by holder, as all that follows: its state machine's execution */
mtype lambda[4] = IDLE, task[4];
byte lambdaGeneration[4];
bool lost[4]; /* its Lambda has found that it does not hold the lock any more */
bool outwaits[16]; /* [holder * 4 + other]: the other's Lambda had started when the lock was taken */
byte stops = 0, redrives = 0;

/* Live state; what a holder knows of it; the generation of the last who has begun. */
byte live = 0, known[4], begun = 0;

inline endLambda(who) {
  lambda[who] = IDLE;
  outwaits[4 + who] = false; outwaits[8 + who] = false; outwaits[12 + who] = false
}

/* Proves, then changes: nobody who comes after it has begun, and all is as it knows it. */
proctype Lambda(byte me) {
  do
  :: atomic { lambda[me] == INVOKED -> lambda[me] = STARTED }
  :: atomic { lambda[me] == STARTED && task[me] == CHANGE ->
#ifdef NOT_PROVED
      lambda[me] = PROVED }
#else
      if
      :: holder == me && generation == lambdaGeneration[me] -> lambda[me] = PROVED
      :: else -> lost[me] = true; endLambda(me)
      fi }
#endif
#ifdef LATE_CALL
  /* The bug: its call to AWS is still on its way when the Lambda is over. */
  :: atomic { lambda[me] == PROVED -> endLambda(me); lambda[me] = ON_ITS_WAY }
#endif
  :: atomic { lambda[me] == PROVED || lambda[me] == ON_ITS_WAY ->
      assert(lambdaGeneration[me] >= begun); /* S8 */
      assert(known[me] == live); /* S6, S8 */
      assert(lambdaGeneration[me] >= modeGeneration); /* its mode would be refused */
      modeGeneration = lambdaGeneration[me];
      live++; known[me] = live;
      endLambda(me) }
  /* Frees its own generation, or nothing. */
  :: atomic { lambda[me] == STARTED && task[me] == RELEASE ->
      if
      :: holder == me && generation == lambdaGeneration[me] ->
        holder = NOBODY; yields = false
#ifdef GENERATION_RESET
        ; generation = 0
#endif
      :: else
      fi;
      endLambda(me) }
  od
}

inline outwait(me) {
  for (other : FIRST .. CLEAN_UP) {
    outwaits[me * 4 + other] = (other != me && (lambda[other] == STARTED || lambda[other] == PROVED))
  };
  other = 0
}
#define hasOutwaited(me) (!outwaits[me * 4 + FIRST] && !outwaits[me * 4 + SECOND] && !outwaits[me * 4 + CLEAN_UP])

inline look() {
  seenHolder = holder; seenGeneration = generation
}
/* Taken as it was seen, or not at all. */
inline take(asYielding) {
  if
  :: holder == seenHolder && generation == seenGeneration ->
    assert(holder == NOBODY || yields || !running[holder] || wasStopped[holder]); /* S6 */
    holder = me; generation++; mine = generation; yields = asYielding;
    outwait(me)
  :: else
  fi
}
inline invoke(what) {
  atomic { running[me] && lambda[me] == IDLE -> task[me] = what; lambdaGeneration[me] = mine; lambda[me] = INVOKED }
}

/* What it does once it has the lock. A stop leaves it wherever it is. */
inline work() {
  if
  :: atomic { seenHolder == NOBODY || hasOutwaited(me) -> skip }
  :: atomic { !running[me] -> goto stopped }
  fi;
  atomic {
#ifndef PLANNED_FIRST
    known[me] = live;
#endif
    begun = (mine > begun -> mine : begun);
    planned = true };
change:
  do
  :: changes < CHANGES ->
    if
    :: invoke(CHANGE)
    :: atomic { !running[me] -> goto stopped }
    fi;
    if
    :: atomic { lambda[me] == IDLE && !lost[me] -> changes++ }
    :: atomic { lambda[me] == IDLE && lost[me] -> goto ended }
    :: atomic { !running[me] -> goto stopped }
    fi
  :: changes == CHANGES -> break
  od;
release:
  if
  :: invoke(RELEASE)
  :: atomic { !running[me] -> goto stopped }
  fi;
  if
  :: lambda[me] == IDLE
  :: atomic { !running[me] -> goto stopped }
  fi
}

proctype Upgrade(byte me) {
  byte seenHolder, seenGeneration, mine, changes, other;
  bool planned;
  /* Acquire lock. */
  do
  :: atomic { holder != me ->
      look();
#ifdef PLANNED_FIRST
      known[me] = live;
#endif
    };
#ifndef TAKES_FROM_RUNNING
    if
    :: atomic { seenHolder != NOBODY && running[seenHolder] && !(yields && holder == seenHolder) -> goto ended } /* refused */
    :: seenHolder == NOBODY || !running[seenHolder] || (yields && holder == seenHolder)
    fi;
#endif
#ifdef WAITED_FIRST
    atomic { outwait(me) };
    hasOutwaited(me);
    atomic { take(false); outwaits[me * 4 + FIRST] = false; outwaits[me * 4 + CLEAN_UP] = false }
#else
    atomic {
      take(false)
#ifdef NOT_WAITED
      ; outwaits[me * 4 + FIRST] = false; outwaits[me * 4 + SECOND] = false; outwaits[me * 4 + CLEAN_UP] = false
#endif
    }
#endif
  :: holder == me -> break
  od;
plan:
  work();
  goto ended;

stopped:
  /* Redriven, it goes on where it was, in the generation that it had. */
  atomic { redrives < REDRIVES && wasStopped[me] && lambda[me] == IDLE -> redrives++; running[me] = true };
  if
  :: atomic { planned && changes < CHANGES -> goto change }
  :: atomic { planned && changes == CHANGES -> goto release }
  :: atomic { !planned -> goto plan }
  fi;
ended:
  running[me] = false
}

proctype CleanUp(byte me) {
  byte seenHolder, seenGeneration, mine, changes, other;
  bool planned;
  /* The event that the first upgrade has ended comes, now or later. */
  !running[FIRST];
  running[me] = true;
  atomic { look() };
#ifdef LATE_EVENT_TAKES_ANY
  if
  :: seenHolder != NOBODY
  :: atomic { seenHolder == NOBODY -> goto ended }
  fi;
#else
  if
  :: seenHolder == FIRST && !running[FIRST]
  :: atomic { seenHolder != FIRST || running[FIRST] -> goto ended }
  fi;
#endif
  atomic { take(true); if :: mine == 0 -> goto ended :: else fi };
  work();
stopped: skip;
ended:
  running[me] = false
}

proctype Stop() {
  do
  :: atomic { stops < STOPS && running[FIRST] -> stops++; running[FIRST] = false; wasStopped[FIRST] = true }
  od
}

/* When nothing can happen any more: S7. */
active proctype Monitor() {
  timeout -> assert(holder == NOBODY || !running[holder])
}

init {
  atomic {
    running[FIRST] = true; running[SECOND] = true;
    run Lambda(FIRST); run Lambda(SECOND); run Lambda(CLEAN_UP);
    run Upgrade(FIRST); run Upgrade(SECOND); run CleanUp(CLEAN_UP); run Stop() }
}
