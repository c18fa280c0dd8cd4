package io.connectorservice.event;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import io.connectorservice.event.Repetitions.Counted;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.tenant.TenantId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is noted and what is only counted.
 */
class RepetitionsTests {

	private final AtomicLong nanos = new AtomicLong();

	private final Repetitions repetitions = new Repetitions(Duration.ofSeconds(10), this.nanos::get);

	private final TenantId tenant = new TenantId(UUID.randomUUID());

	private final UUID connector = UUID.randomUUID();

	private Happening failure(ProblemCode code) {
		return Happening.failure(this.tenant, this.connector, EventKind.FAILED, code, 500);
	}

	@Test
	void notesTheFirstAndCountsTheRest() {
		Happening failure = failure(ProblemCode.UPSTREAM_ERROR);
		assertThat(this.repetitions.isFirst(failure)).isTrue();
		for (int i = 0; i < 7; i++) {
			assertThat(this.repetitions.isFirst(failure)).isFalse();
		}
		this.nanos.addAndGet(Duration.ofSeconds(9).toNanos());
		assertThat(this.repetitions.due()).isEmpty();
		this.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
		assertThat(this.repetitions.due()).containsExactly(new Counted(failure, 7));
		// what goes on is counted at once, what stopped is noted at once when it comes
		// back
		assertThat(this.repetitions.isFirst(failure)).isFalse();
		this.nanos.addAndGet(Duration.ofSeconds(10).toNanos());
		assertThat(this.repetitions.due()).containsExactly(new Counted(failure, 1));
		this.nanos.addAndGet(Duration.ofSeconds(10).toNanos());
		assertThat(this.repetitions.due()).isEmpty();
		assertThat(this.repetitions.isFirst(failure)).isTrue();
	}

	@Test
	void tellsDifferentFailuresApart() {
		assertThat(this.repetitions.isFirst(failure(ProblemCode.UPSTREAM_ERROR))).isTrue();
		assertThat(this.repetitions.isFirst(failure(ProblemCode.UPSTREAM_TIMEOUT))).isTrue();
		Happening other = Happening.failure(this.tenant, UUID.randomUUID(), EventKind.FAILED,
				ProblemCode.UPSTREAM_ERROR, 500);
		assertThat(this.repetitions.isFirst(other)).isTrue();
	}

	@Test
	void countsOnWhereTheCountCouldNotBeNoted() {
		Happening failure = failure(ProblemCode.UPSTREAM_ERROR);
		this.repetitions.isFirst(failure);
		this.repetitions.isFirst(failure);
		Counted counted = this.repetitions.rest().getFirst();
		this.repetitions.isFirst(failure);
		this.repetitions.putBack(counted);
		assertThat(this.repetitions.rest()).containsExactly(new Counted(failure, 2));
	}

	@Test
	void losesNothingAtTheEnd() {
		Happening failure = failure(ProblemCode.UPSTREAM_ERROR);
		this.repetitions.isFirst(failure);
		this.repetitions.isFirst(failure);
		assertThat(this.repetitions.rest()).containsExactly(new Counted(failure, 1));
		assertThat(this.repetitions.rest()).isEmpty();
	}

	@Test
	void isFirstAgainWhereTheFirstCouldNotBeNoted() {
		Happening failure = failure(ProblemCode.UPSTREAM_ERROR);
		assertThat(this.repetitions.isFirst(failure)).isTrue();
		this.repetitions.forget(failure);
		assertThat(this.repetitions.isFirst(failure)).isTrue();
	}

	@Test
	void countsNothingWhereEachIsToBeNoted() {
		Repetitions none = new Repetitions(Duration.ZERO, this.nanos::get);
		assertThat(none.isFirst(failure(ProblemCode.UPSTREAM_ERROR))).isTrue();
		assertThat(none.isFirst(failure(ProblemCode.UPSTREAM_ERROR))).isTrue();
		assertThat(none.rest()).isEmpty();
	}

}
