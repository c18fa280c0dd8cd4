package io.connectorservice.event;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import io.connectorservice.event.EventAggregator.AggregatedEvent;
import io.connectorservice.problem.ProblemCode;
import io.connectorservice.tenant.ConnectorRef;
import io.connectorservice.tenant.TenantId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The events that are stored at once, and those that are only counted.
 */
class RepetitionsTests {

	private final AtomicLong nanos = new AtomicLong();

	private final EventAggregator eventAggregator = new EventAggregator(Duration.ofSeconds(10), this.nanos::get);

	private final TenantId tenant = new TenantId(UUID.randomUUID());

	private final UUID connector = UUID.randomUUID();

	private ConnectorEvent failure(ProblemCode code) {
		return ConnectorEvent.failure(ConnectorRef.of(this.tenant, this.connector), EventKind.FAILED, code, 500);
	}

	@Test
	void recordsFirstAndCountsRepetitions() {
		ConnectorEvent failure = failure(ProblemCode.UPSTREAM_ERROR);
		assertThat(this.eventAggregator.isFirst(failure)).isTrue();
		for (int i = 0; i < 7; i++) {
			assertThat(this.eventAggregator.isFirst(failure)).isFalse();
		}
		this.nanos.addAndGet(Duration.ofSeconds(9).toNanos());
		assertThat(this.eventAggregator.takeDue()).isEmpty();
		this.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
		assertThat(this.eventAggregator.takeDue()).containsExactly(new AggregatedEvent(failure, 7));
		// a continuing failure is counted at once; one that had stopped is stored at once
		// when it returns
		assertThat(this.eventAggregator.isFirst(failure)).isFalse();
		this.nanos.addAndGet(Duration.ofSeconds(10).toNanos());
		assertThat(this.eventAggregator.takeDue()).containsExactly(new AggregatedEvent(failure, 1));
		this.nanos.addAndGet(Duration.ofSeconds(10).toNanos());
		assertThat(this.eventAggregator.takeDue()).isEmpty();
		assertThat(this.eventAggregator.isFirst(failure)).isTrue();
	}

	@Test
	void distinguishesDifferentFailures() {
		assertThat(this.eventAggregator.isFirst(failure(ProblemCode.UPSTREAM_ERROR))).isTrue();
		assertThat(this.eventAggregator.isFirst(failure(ProblemCode.UPSTREAM_TIMEOUT))).isTrue();
		ConnectorEvent other = ConnectorEvent.failure(ConnectorRef.of(this.tenant, UUID.randomUUID()), EventKind.FAILED,
				ProblemCode.UPSTREAM_ERROR, 500);
		assertThat(this.eventAggregator.isFirst(other)).isTrue();
	}

	@Test
	void continuesCountAfterFailedRecording() {
		ConnectorEvent failure = failure(ProblemCode.UPSTREAM_ERROR);
		this.eventAggregator.isFirst(failure);
		this.eventAggregator.isFirst(failure);
		AggregatedEvent aggregatedEvent = this.eventAggregator.takeAll().getFirst();
		this.eventAggregator.isFirst(failure);
		this.eventAggregator.putBack(aggregatedEvent);
		assertThat(this.eventAggregator.takeAll()).containsExactly(new AggregatedEvent(failure, 2));
	}

	@Test
	void returnsRemainingCountsAtShutdown() {
		ConnectorEvent failure = failure(ProblemCode.UPSTREAM_ERROR);
		this.eventAggregator.isFirst(failure);
		this.eventAggregator.isFirst(failure);
		assertThat(this.eventAggregator.takeAll()).containsExactly(new AggregatedEvent(failure, 1));
		assertThat(this.eventAggregator.takeAll()).isEmpty();
	}

	@Test
	void treatsNextFailureAsFirstAfterFailedRecording() {
		ConnectorEvent failure = failure(ProblemCode.UPSTREAM_ERROR);
		assertThat(this.eventAggregator.isFirst(failure)).isTrue();
		this.eventAggregator.forget(failure);
		assertThat(this.eventAggregator.isFirst(failure)).isTrue();
	}

	@Test
	void aggregatesNothingWithZeroInterval() {
		EventAggregator none = new EventAggregator(Duration.ZERO, this.nanos::get);
		assertThat(none.isFirst(failure(ProblemCode.UPSTREAM_ERROR))).isTrue();
		assertThat(none.isFirst(failure(ProblemCode.UPSTREAM_ERROR))).isTrue();
		assertThat(none.takeAll()).isEmpty();
	}

}
