/*
 * handover.pml: an upgrade of two instances, its roll back and its stop at any moment, around one request
 * (docs/protocol.md, "Drain and seal"; docs/failures.md).
 *
 * The first instance has FIRST nodes (1 or 2), the second one. A request arrives at any time, at whichever
 * instance the load balancer still sends it to. The upgrade vacates, changes and returns one instance after
 * the other; it may fail while it waits for anything (and goes back by the same states), or be stopped there
 * (and be cleaned up after, or not; then the same update is run again, or one back to the old release).
 * The writes of an execution are fenced (fence.pml) and so are one step here, but for claims and late
 * requests' records: a claim may land after its sender has ended. That a stopped upgrade's last Lambda
 * is outwaited is lock.pml's, which version may go on with what is readers.pml's: here any may.
 * With SMOKE_TEST an instance that was changed is tested before its requests return: the request may be the test's,
 * which reaches it past the weights.
 *
 * Holds: S3, S4, S5, S7, L1, L2; what is being tested touches nothing that it has not begun. Nothing loops, so that
 * what must come is there when nothing can happen any more.
 * Bounds: FIRST, CRASHES, FREEZES, FAILURES, STOPS; UNSAVED: the request need not be recorded first; SMOKE_TEST.
 * Seeded bugs: INDEX_AS_EVIDENCE, CLAIM_WHEN_SEALED, MODE_BEFORE_SLOT, SEAL_UNANSWERED, SERVE_BEFORE_ROLLOUT,
 * SENT_ON_UNPARKED, OLD_SEAL, NOT_QUIET, BACK_WITHOUT_PROOF, LEFT_DRAINED, FROZEN_LEFT,
 * CLAIM_WHEN_TESTING, TEST_LEFT_OPEN, TEST_NOT_QUIET.
 */
#define NODES (FIRST + 1)
#define STEPS 1
#define instanceOf(n) (n < FIRST -> 0 : 1)
#define firstOf(i) (i == 0 -> 0 : FIRST)
#define lastOf(i) (i == 0 -> FIRST - 1 : FIRST)

mtype = { SERVING, DRAINING, TESTING, SEALED, STARTING, SILENT }; /* modes, states of nodes; SILENT: no record yet */
mtype = { ABSENT, PARKED, RUNNING, FINISHED, IN_MEMORY, LOST }; /* the execution */
mtype = { NOTHING, CLAIMING, OWNING, IN_STEP, PARKING, SENDING_ON, CREATING }; /* what a node does with it */
mtype = { NO_ANSWER, ACCEPTED, REFUSED };
mtype = { WAKES, FOR_GOOD, AWAKE };
mtype = { STARTED, ENTERED, UP };

/* The public store. */
mtype mode[2] = SERVING;
byte generation[2] = 1;
byte lockOfMode[2] = 1, lock = 1; /* generations of the lock */
mtype said[NODES] = SERVING; /* a node's record: its state, and which generation that answers */
byte saidOf[NODES] = 1;
mtype status = ABSENT;
byte owner = 0, ownerProcess = 0, epoch = 0, steps = 0;

/* The platform and the load balancer. */
bit deployed[2] = 0, release[NODES] = 0; /* 0: the old release, 1: the new one */
byte awaited = 2; /* the instance whose handover is awaited; 2: none */
bit weight[2] = 1, routed[2] = 1; /* what is set, and what has reached the load balancer's nodes */
bit tests[2] = 0, tested[2] = 0; /* whether a test is led to it: as set, and as it has arrived */
bool arrived = false;

/* Nodes: place n holds one process at a time. */
byte process[NODES] = 1;
mtype boot[NODES] = UP;
mtype life[NODES] = AWAKE;
mtype state[NODES] = SERVING;
byte stateOf[NODES] = 1; /* the generation of the mode that it follows */
mtype doing[NODES] = NOTHING;
byte epochOf[NODES] = 0; /* of its ownership */
byte claim[NODES] = 0, claimOf[NODES] = 0; /* a claim on its way: the epoch it makes, the process that sent it */
mtype answer[NODES] = NO_ANSWER;
#ifdef INDEX_AS_EVIDENCE
bit indexed[NODES]; /* the index of what a node owns, which lags behind */
#endif

byte crashes = 0, freezes = 0, failures = 0, stops = 0;
bool over = false;

#define acts(n) (boot[n] == UP && life[n] == AWAKE)
#define owns(n) (status == RUNNING && owner == n && ownerProcess == process[n])
#define holds(n) ((owns(n) && epoch == epochOf[n]) || (status == IN_MEMORY && owner == n))
#define isOrphaned (status == RUNNING && (ownerProcess != process[owner] || life[owner] != AWAKE))

/* The process in place n ends, by a crash or by order, and the platform starts another in a new slot. */
inline end(n) {
  if
  :: (status == IN_MEMORY && owner == n) || (status == ABSENT && doing[n] == CREATING) -> status = LOST
  :: else
  fi;
  process[n]++; boot[n] = STARTED; life[n] = AWAKE; said[n] = SILENT; saidOf[n] = 0;
  state[n] = STARTING; stateOf[n] = 0; doing[n] = NOTHING; epochOf[n] = 0; answer[n] = NO_ANSWER;
  release[n] = deployed[instanceOf(n)]
}

inline follow(n) {
  state[n] = mode[instanceOf(n)]; stateOf[n] = generation[instanceOf(n)]
}

#ifdef CLAIM_WHEN_SEALED
#define mayClaim(n) true
#else
#ifdef CLAIM_WHEN_TESTING
#define mayClaim(n) (keeps(n))
#else
#define mayClaim(n) (state[n] == SERVING)
#endif
#endif
/* Goes on with what it owns. */
#define keeps(n) (state[n] == SERVING || state[n] == TESTING)
#define isReached(i) (routed[i] || tested[i])
#ifdef SEAL_UNANSWERED
#define isIdle(n) (doing[n] == NOTHING || doing[n] == CLAIMING)
#else
#define isIdle(n) (doing[n] == NOTHING)
#endif

proctype Node(byte n) {
  do
#ifdef MODE_BEFORE_SLOT
  :: atomic { boot[n] == STARTED -> follow(n); boot[n] = ENTERED }
  :: atomic { boot[n] == ENTERED -> said[n] = STARTING; boot[n] = UP }
#else
  /* Boots: takes its slot's record, then reads the mode. */
  :: atomic { boot[n] == STARTED -> said[n] = STARTING; boot[n] = ENTERED }
  :: atomic { boot[n] == ENTERED -> follow(n); boot[n] = UP }
#endif
  /* Looks at the mode; reports. */
  :: atomic { acts(n) && stateOf[n] < generation[instanceOf(n)] -> follow(n) }
  :: atomic { acts(n) && (said[n] != state[n] || saidOf[n] != stateOf[n]) ->
      said[n] = state[n]; saidOf[n] = stateOf[n] }
  /* Seals: owns nothing, waits for no answer. */
  :: atomic { acts(n) && state[n] == DRAINING && isIdle(n) -> state[n] = SEALED }

  /* A request reaches it, late perhaps. */
  :: atomic { acts(n) && !arrived && isReached(instanceOf(n)) && doing[n] == NOTHING ->
      arrived = true;
      if
      :: !keeps(n) -> doing[n] = CREATING
      :: else ->
        owner = n; doing[n] = OWNING;
        if
        :: status = RUNNING; ownerProcess = process[n]; epoch = 1; epochOf[n] = 1
#ifdef UNSAVED
        :: status = IN_MEMORY
#endif
        fi
      fi }
  :: atomic { acts(n) && doing[n] == CREATING -> status = PARKED; doing[n] = SENDING_ON }

  /* Claims what is parked: reads it, then sends a write that lands whenever it does. */
  :: atomic { acts(n) && mayClaim(n) && status == PARKED && doing[n] == NOTHING && claim[n] == 0 ->
      assert(state[n] != TESTING); /* L2 is for those that serve: what is being tested touches nothing else */
      doing[n] = CLAIMING; claim[n] = epoch + 1; claimOf[n] = process[n]; answer[n] = NO_ANSWER }
  :: atomic { acts(n) && doing[n] == CLAIMING && answer[n] == ACCEPTED ->
      doing[n] = OWNING; epochOf[n] = epoch; answer[n] = NO_ANSWER }
  :: atomic { acts(n) && doing[n] == CLAIMING && answer[n] == REFUSED -> doing[n] = NOTHING; answer[n] = NO_ANSWER }
  /* Takes over what an owner that has ended, or seems to, has left. */
  :: atomic { acts(n) && state[n] == SERVING && doing[n] == NOTHING && claim[n] == 0 && isOrphaned ->
      owner = n; ownerProcess = process[n]; epoch++; epochOf[n] = epoch; doing[n] = OWNING }

  /* Steps, one after the other, each with its commit; then the result. */
  :: atomic { acts(n) && doing[n] == OWNING && keeps(n) && steps < STEPS -> doing[n] = IN_STEP }
  :: atomic { acts(n) && doing[n] == IN_STEP ->
      if
      :: holds(n) -> steps++; doing[n] = OWNING
      :: else -> doing[n] = NOTHING; epochOf[n] = 0
      fi }
  :: atomic { acts(n) && doing[n] == OWNING && steps == STEPS ->
      if
      :: holds(n) -> status = FINISHED; owner = 0; ownerProcess = 0
      :: else
      fi;
      doing[n] = NOTHING; epochOf[n] = 0 }
  /* Drained: parks at a step's end; once that is answered, its caller is sent on to the execution's address. */
  :: atomic { acts(n) && doing[n] == OWNING && !keeps(n) ->
#ifdef SENT_ON_UNPARKED
      assert(status != IN_MEMORY); /* S3 */
#endif
      doing[n] = PARKING }
  :: atomic { acts(n) && doing[n] == PARKING ->
      if
      :: holds(n) -> status = PARKED; owner = 0; ownerProcess = 0; doing[n] = SENDING_ON
      :: else -> doing[n] = NOTHING
      fi;
      epochOf[n] = 0 }
  :: atomic { acts(n) && doing[n] == SENDING_ON ->
      assert(status == PARKED || status == RUNNING || status == FINISHED); /* S3: it is found there */
      doing[n] = NOTHING }
  od
}

/* Some process that runs. */
inline pick() {
  if
  :: acts(0) -> n = 0
  :: acts(1) -> n = 1
  :: acts((NODES - 1)) -> n = NODES - 1
  fi
}
#define isStuck(n) (life[n] == FOR_GOOD && instanceOf(n) != awaited)
#define isOld(n) (release[n] != deployed[instanceOf(n)])

/* S4: what a rollout ends owns nothing, does nothing, and nothing that it has sent can still land. */
inline replace(n) {
  assert(!owns(n) && !(status == IN_MEMORY && owner == n));
  assert(doing[n] == NOTHING || doing[n] == SENDING_ON);
  assert(claim[n] == 0 || claimOf[n] != process[n]);
  end(n)
}

/* What happens to nodes and to what is on its way. */
proctype World() {
  byte n, c;
  do
  :: atomic {
      if
      :: claim[0] != 0 -> c = 0
      :: claim[1] != 0 -> c = 1
      :: claim[NODES - 1] != 0 -> c = NODES - 1
      fi;
      /* Answered is only the process that sent it. */
      if
      :: status == PARKED && epoch + 1 == claim[c] ->
        status = RUNNING; owner = c; ownerProcess = claimOf[c]; epoch++;
        if
        :: claimOf[c] == process[c] && doing[c] == CLAIMING -> answer[c] = ACCEPTED
        :: else
        fi
      :: else ->
        if
        :: claimOf[c] == process[c] && doing[c] == CLAIMING -> answer[c] = REFUSED
        :: else
        fi
      fi;
      claim[c] = 0; claimOf[c] = 0; c = 0 }
  :: atomic { routed[0] != weight[0] -> routed[0] = weight[0] }
  :: atomic { routed[1] != weight[1] -> routed[1] = weight[1] }
  :: atomic { tested[0] != tests[0] -> tested[0] = tests[0] }
  :: atomic { tested[1] != tests[1] -> tested[1] = tests[1] }
#ifdef INDEX_AS_EVIDENCE
  :: atomic { indexed[0] != owns(0) -> indexed[0] = owns(0) }
  :: atomic { indexed[1] != owns(1) -> indexed[1] = owns(1) }
  :: atomic { indexed[NODES - 1] != owns((NODES - 1)) -> indexed[NODES - 1] = owns((NODES - 1)) }
#endif
  :: atomic { crashes < CRASHES && (acts(0) || acts(1) || acts((NODES - 1))) ->
      crashes++;
      pick();
      end(n); n = 0 }
  :: atomic { freezes < FREEZES && (acts(0) || acts(1) || acts((NODES - 1))) ->
      freezes++;
      pick();
      if
      :: life[n] = WAKES
      :: life[n] = FOR_GOOD
      fi;
      n = 0 }
  :: atomic { life[0] == WAKES -> life[0] = AWAKE }
  :: atomic { life[1] == WAKES -> life[1] = AWAKE }
  :: atomic { life[NODES - 1] == WAKES -> life[NODES - 1] = AWAKE }
  /* The platform's own health check replaces what stands still; a handover does not count on it. */
  :: atomic { isStuck(0) -> end(0) }
  :: atomic { isStuck(1) -> end(1) }
  :: atomic { isStuck((NODES - 1)) -> end((NODES - 1)) }
  /* A rollout goes on by itself, in any order, whatever becomes of the upgrade. */
  :: atomic { isOld(0) -> replace(0) }
  :: atomic { isOld(1) -> replace(1) }
  :: atomic { isOld((NODES - 1)) -> replace((NODES - 1)) }
  od
}

#define takesPart(i) (mode[i] == SERVING && weight[i])
#define isHealthy(n) (acts(n) && said[n] == SERVING)
#define isAble(i) (mode[i] == SERVING && (isHealthy(firstOf(i)) || isHealthy(lastOf(i))))
#define isNew(n) (release[n] == deployed[instanceOf(n)] && acts(n) && said[n] != SILENT && said[n] != STARTING)
#define isSound(i) (isNew(firstOf(i)) && isNew(lastOf(i)))
#define answers(n) (saidOf[n] == generation[instanceOf(n)])
#define haveAnswered(i) (answers(firstOf(i)) && answers(lastOf(i)))
#define serves(n) (said[n] == SERVING && answers(n))
#define serve(i) (serves(firstOf(i)) && serves(lastOf(i)))
#define isTested(n) (said[n] == TESTING && answers(n))
#define areTested(i) (isTested(firstOf(i)) && isTested(lastOf(i)))

#ifdef OLD_SEAL
#define hasSealed(n) (said[n] == SEALED)
#else
#define hasSealed(n) (said[n] == SEALED && answers(n))
#endif
#ifdef NOT_QUIET
#define isQuiet(n) true
#else
/* By its own word no request has reached it for longer than any is on its way. */
#ifdef TEST_NOT_QUIET
#define isQuiet(n) (!routed[instanceOf(n)] && doing[n] != CREATING)
#else
#define isQuiet(n) (!isReached(instanceOf(n)) && doing[n] != CREATING)
#endif
#endif
#ifdef INDEX_AS_EVIDENCE
#define isProved(n) (!indexed[n] && isQuiet(n))
#else
/* Who has no record yet has not read its mode, and will find the drain. */
#define isProved(n) ((said[n] == SILENT || hasSealed(n)) && isQuiet(n))
#endif

inline setMode(i, asked) {
  if
  :: mode[i] == asked && (asked == SERVING || lockOfMode[i] == lock) -> skip /* it stands so */
  :: else -> mode[i] = asked; generation[i]++; lockOfMode[i] = lock
  fi
}

/* The upgrade may fail at whatever it waits for, and be stopped there. */
inline mayEnd() {
  if
  :: skip
  :: atomic { goal == 1 && failures < FAILURES -> failures++; goal = 0; goto plan }
  :: atomic { stops < STOPS -> stops++; goto stopped }
  fi
}
inline await(condition) {
  mayEnd();
  do
  :: atomic { condition -> break }
  :: atomic { goal == 1 && failures < FAILURES -> failures++; goal = 0; goto plan }
  :: atomic { stops < STOPS -> stops++; goto stopped }
  od
}

#ifdef LEFT_DRAINED
#define isDone(i) (deployed[i] == goal)
#else
#define isDone(i) (deployed[i] == goal && takesPart(i))
#endif

proctype Upgrade() {
  bit goal = 1;
  byte i, n;
plan:
  /* From live state: first who takes no part in serving, then the others, on the way back in reverse. */
  if
  :: atomic { isDone(0) && isDone(1) -> goto done }
  :: atomic { !isDone(0) && !takesPart(0) -> i = 0 }
  :: atomic { !isDone(1) && !takesPart(1) -> i = 1 }
  :: atomic { !isDone(0) && takesPart(0) && takesPart(1) && (goal == 1 || isDone(1)) -> i = 0 }
  :: atomic { !isDone(1) && takesPart(0) && takesPart(1) && (goal == 0 || isDone(0)) -> i = 1 }
  fi;
  if
#ifdef BACK_WITHOUT_PROOF
  :: atomic { deployed[i] != goal && goal == 0 -> weight[i] = 0; deployed[i] = goal }
  :: deployed[i] != goal && goal == 1 ->
#else
  :: deployed[i] != goal ->
#endif
    /* Shift requests away. */
    await(isAble((1 - i)));
    atomic {
      assert(weight[1 - i] && mode[1 - i] == SERVING); /* S5 */
      weight[i] = 0
#ifndef TEST_LEFT_OPEN
      ; tests[i] = 0
#endif
    };
    mayEnd();
    /* Drain. */
    atomic { setMode(i, DRAINING); awaited = i };
    /* Await handover: one process after the other; one that stands still is stopped by name, which is a crash. */
    n = firstOf(i);
    do
    :: atomic { n <= lastOf(i) && isProved(n) -> n++ }
    :: atomic { n > lastOf(i) -> n = 0; break }
#ifndef FROZEN_LEFT
    :: atomic { n <= lastOf(i) && life[n] != AWAKE -> end(n) }
#endif
    :: atomic { goal == 1 && failures < FAILURES -> failures++; goal = 0; awaited = 2; n = 0; goto plan }
    :: atomic { stops < STOPS -> stops++; awaited = 2; n = 0; goto stopped }
    od;
    /* Apply update. */
    atomic { deployed[i] = goal; awaited = 2 }
  :: atomic { deployed[i] == goal -> skip }
  fi;
#ifndef SERVE_BEFORE_ROLLOUT
  /* Await rollout. */
  await(isSound(i) && haveAnswered(i));
#endif
#ifdef SMOKE_TEST
  if
  :: goal == 1 && mode[i] != SERVING ->
    /* Open for testing, then the test, which may fail like anything that is waited for. */
    atomic { setMode(i, TESTING) };
    await(isSound(i) && areTested(i));
    atomic { tests[i] = 1 };
    mayEnd()
  :: atomic { goal == 0 || mode[i] == SERVING -> skip }
  fi;
#endif
  /* Return requests. */
  atomic { setMode(i, SERVING) };
  await(isSound(i) && serve(i));
  atomic { assert(mode[i] == SERVING && !isOld(firstOf(i)) && !isOld(lastOf(i))); /* S5 */ weight[i] = 1; tests[i] = 0 };
  goto plan;

stopped:
  /* Whoever is next takes the lock over: the clean-up, which has what is sound serve again, or the next upgrade. */
  atomic { lock++; assert(takesPart(0) || takesPart(1)); /* S7 */ i = 0 };
  do
  :: atomic { i < 2 && isSound(i) -> setMode(i, SERVING) };
    if
    :: atomic { serve(i) && isSound(i) -> weight[i] = 1 }
    :: skip
    fi;
    i++
  :: i < 2 -> i++
  :: i == 2 -> break
  od;
  /* The same update again, or back. */
  atomic {
    lock++; i = 0;
    if
    :: goal = 1
    :: goal = 0
    fi };
  goto plan;

done:
  over = true
}

/* When nothing can happen any more: the upgrade has got through (L1, S7), and so has the request (S3, L2). */
active proctype Monitor() {
  timeout ->
    atomic {
      assert(over && takesPart(0) && takesPart(1) && deployed[0] == deployed[1]);
      assert(isSound(0) && isSound(1));
      assert(status == FINISHED || status == LOST || status == ABSENT);
      assert(status != LOST || crashes + freezes > 0) }
}

init {
  atomic {
    byte n = 0;
    do
    :: n < NODES -> run Node(n); n++
    :: else -> break
    od;
    run World(); run Upgrade() }
}
