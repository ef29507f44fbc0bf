/*
 * sigterm.pml: SIGTERM is a drain of one node (docs/protocol.md, "Drain and seal" and "Finding work";
 * node.stop() in runtime/node.ts).
 *
 * One place of an instance, and another node that serves all along. The process in the place may be told to end at
 * any time: then it parks what it owns, waits for every answer, takes its record away and exits, after which
 * another starts in the same place. It may crash instead, also in the middle of that (its stop time-out is over).
 * Its instance may be drained and serve again meanwhile. A FAULT of the runtime leaves an execution behind, owned
 * and not run, until its process has ended. Who has ended is found by the records only: by its own, or as one of the former ones of the
 * place's record.
 *
 * Holds: S3 and L2 (whatever the process leaves is found and finished), L1 (it begins no step any more),
 * and what S4 rests on: who has sealed, or has left, owns nothing, and nothing that it has sent can still land.
 * Bounds: STOPS, CRASHES, FAULTS, DRAINS; UNSAVED: the request need not be recorded first.
 * Seeded bugs: CLAIMS_WHEN_STOPPING, GOES_ON, LEAVES_UNANSWERED, LEAVES_UNSAVED, FORGETS_FORMER, FORGETS_LEFT_BEHIND,
 * STOPS_UNPARKED.
 */
#define STEPS 2
#define MOST_PROCESSES (STOPS + CRASHES + 2)
#define OTHER (MOST_PROCESSES) /* the other node's process */

mtype = { SERVING, DRAINING, SEALED };
mtype = { ABSENT, PARKED, RUNNING, FINISHED, IN_MEMORY, LOST };
mtype = { NOTHING, CLAIMING, OWNING, IN_STEP, CREATING };
mtype = { NO_ANSWER, ACCEPTED, REFUSED };

/* The public store. */
mtype status = ABSENT, mode = SERVING;
byte owner = 0, epoch = 0, steps = 0, generation = 1;
bool isRecorded = true; /* the place has a record: its process, those before it, and what the process said */
byte recorded = 1, saidOf = 1;
bool hasFormer = false, former[MOST_PROCESSES];
mtype said = SERVING;

/* The process in the place; 0: none. Processes are numbered as they start. */
byte process = 1, processes = 1;
mtype state = SERVING;
byte stateOf = 1;
bool stopping = false, leftBehind = false;
mtype doing = NOTHING, answer = NO_ANSWER;
byte epochOf = 0;
byte claim = 0, claimOf = 0; /* on its way: the epoch that it makes, who sent it */
bool otherRuns = false;

bool arrived = false;
byte stops = 0, crashes = 0, faults = 0, drains = 0;

#define owns (status == RUNNING && owner == process)
#define holds ((owns && epochOf == epoch) || (status == IN_MEMORY && owner == process))
#define isServing (state == SERVING && !stopping)
#ifdef CLAIMS_WHEN_STOPPING
#define mayClaim (state == SERVING)
#else
#define mayClaim isServing
#endif
#ifdef GOES_ON
#define mayBegin (isServing || stopping)
#define mustPark (state != SERVING && !stopping)
#else
#define mayBegin isServing
#define mustPark (!isServing)
#endif
#ifdef LEAVES_UNANSWERED
#define isIdle (doing == NOTHING || doing == CLAIMING)
#else
#ifdef STOPS_UNPARKED
#define isIdle (doing == NOTHING || doing == OWNING)
#else
#ifdef LEAVES_UNSAVED
#define isIdle (doing == NOTHING || (doing == OWNING && status == IN_MEMORY))
#else
#define isIdle (doing == NOTHING)
#endif
#endif
#endif
#ifdef FORGETS_FORMER
#define keepsFormer false
#else
#define keepsFormer hasFormer
#endif
#ifdef FORGETS_LEFT_BEHIND
#define keepsRecord keepsFormer
#else
#define keepsRecord (leftBehind || keepsFormer)
#endif

inline loseUnsaved() {
  if
  :: (status == IN_MEMORY && owner == process) || (status == ABSENT && doing == CREATING) -> status = LOST
  :: else
  fi
}
inline ended() {
  process = 0; doing = NOTHING; answer = NO_ANSWER; epochOf = 0; stopping = false; leftBehind = false
}

proctype Place() {
  byte p;
  do
  /* Another process starts in the place: takes the record over, then reads the mode. */
  :: atomic { process == 0 && processes + 1 < MOST_PROCESSES ->
      processes++; process = processes;
      if
      :: isRecorded -> former[recorded] = true; hasFormer = true
      :: else
      fi;
      isRecorded = true; recorded = process; said = DRAINING; saidOf = 0;
      state = DRAINING; stateOf = 0 }
  :: atomic { process != 0 && stateOf < generation -> state = mode; stateOf = generation }
  :: atomic { process != 0 && isRecorded && recorded == process && stateOf > 0 && (said != state || saidOf != stateOf) ->
      said = state; saidOf = stateOf }
  :: atomic { process != 0 && stateOf > 0 && state == DRAINING && isIdle -> state = SEALED }

  /* The request comes here, perhaps late. */
  :: atomic { process != 0 && !arrived && doing == NOTHING ->
      arrived = true;
      if
      :: !isServing -> doing = CREATING
      :: else ->
        owner = process; doing = OWNING;
        if
        :: status = RUNNING; epoch = 1; epochOf = 1
#ifdef UNSAVED
        :: status = IN_MEMORY
#endif
        fi
      fi }
  :: atomic { doing == CREATING -> status = PARKED; doing = NOTHING }
  :: atomic { process != 0 && mayClaim && status == PARKED && doing == NOTHING && claim == 0 ->
      assert(!stopping); /* L1 */
      doing = CLAIMING; claim = epoch + 1; claimOf = process }
  :: atomic { doing == CLAIMING && answer == ACCEPTED -> doing = OWNING; epochOf = epoch; answer = NO_ANSWER }
  :: atomic { doing == CLAIMING && answer == REFUSED -> doing = NOTHING; answer = NO_ANSWER }

  :: atomic { doing == OWNING && mayBegin && steps < STEPS ->
      assert(!stopping); /* L1 */
      doing = IN_STEP }
  :: atomic { doing == IN_STEP ->
      if
      :: holds -> steps++; doing = OWNING
      :: else -> doing = NOTHING
      fi }
  :: atomic { doing == OWNING && steps == STEPS ->
      if
      :: holds -> status = FINISHED; owner = 0
      :: else
      fi;
      doing = NOTHING; epochOf = 0 }
  :: atomic { doing == OWNING && mustPark ->
      if
      :: holds -> status = PARKED; owner = 0
      :: else
      fi;
      doing = NOTHING; epochOf = 0 }

  /* Told to end: leaves once it owns nothing and waits for nothing. */
  :: atomic { process != 0 && !stopping && stops < STOPS -> stops++; stopping = true }
  :: atomic { process != 0 && stopping && isIdle ->
      assert(claim == 0 || claimOf != process);
      assert(!owns || leftBehind);
      assert(status != IN_MEMORY || owner != process);
      if
      :: isRecorded && recorded == process && !keepsRecord ->
        isRecorded = false; hasFormer = false;
        for (p : 0 .. MOST_PROCESSES - 1) { former[p] = false };
        p = 0
      :: else
      fi;
      loseUnsaved(); ended() }
  /* Crashes, or is killed because it takes too long to end. */
  :: atomic { process != 0 && crashes < CRASHES -> crashes++; loseUnsaved(); ended() }
  :: atomic { doing == OWNING && owns && faults < FAULTS -> faults++; leftBehind = true; doing = NOTHING; epochOf = 0 }
  od
}

#define isFound(p) (isRecorded && ((recorded == p && process != p) || former[p]))

/* Serves: claims what is parked, takes over from whom the records show to have ended. */
proctype Other() {
  do
  :: atomic { status == PARKED && !otherRuns -> status = RUNNING; owner = OTHER; epoch++; otherRuns = true }
  :: atomic { status == RUNNING && owner != OTHER && isFound(owner) && !otherRuns -> owner = OTHER; epoch++; otherRuns = true }
  :: atomic { otherRuns && steps < STEPS -> steps++ }
  :: atomic { otherRuns && steps == STEPS -> status = FINISHED; owner = 0; otherRuns = false }
  od
}

proctype World() {
  do
  /* A claim lands; answered is only the process that sent it. */
  :: atomic { claim != 0 ->
      if
      :: status == PARKED && epoch + 1 == claim ->
        status = RUNNING; owner = claimOf; epoch++;
        if
        :: claimOf == process -> answer = ACCEPTED
        :: else
        fi
      :: else ->
        if
        :: claimOf == process -> answer = REFUSED
        :: else
        fi
      fi;
      claim = 0; claimOf = 0 }
  /* Its instance is drained; the proof is looked for; it serves again. */
  :: atomic { mode == SERVING && drains < DRAINS -> drains++; mode = DRAINING; generation++ }
  :: atomic { mode == DRAINING && isRecorded && recorded == process && said == SEALED && saidOf == generation ->
      assert(!owns || leftBehind); /* S4 */
      assert(claim == 0 || claimOf != process);
      mode = SERVING; generation++ }
  od
}

/* When nothing can happen any more. */
active proctype Monitor() {
  timeout ->
    assert(status == FINISHED || status == ABSENT || (status == LOST && crashes > 0) || (leftBehind && owns))
}

init {
  atomic { run Place(); run Other(); run World() }
}
