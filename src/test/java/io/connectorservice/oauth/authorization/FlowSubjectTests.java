package io.connectorservice.oauth.authorization;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FlowSubjectTests {

	private static final FlowSubject ANNA = FlowSubject.ofUser("anna");

	@Test
	void recognizesOnlyItself() {
		String begun = String.valueOf(ANNA.digest());
		assertThat(FlowSubject.ofUser("anna").hasBegun(begun)).isTrue();
		assertThat(FlowSubject.ofUser("Anna").hasBegun(begun)).isFalse();
		assertThat(FlowSubject.ofUser("anna ").hasBegun(begun)).isFalse();
		assertThat(FlowSubject.SERVICE_ROLE.hasBegun(begun)).isFalse();
	}

	@Test
	void takesNoPersonForServiceRole() {
		String begun = String.valueOf(FlowSubject.SERVICE_ROLE.digest());
		assertThat(FlowSubject.SERVICE_ROLE.hasBegun(begun)).isTrue();
		assertThat(FlowSubject.ofUser("service_role").hasBegun(begun)).isFalse();
	}

	@Test
	void recognizesNobodyWithoutASubject() {
		assertThat(FlowSubject.ofUser(null).digest()).isNull();
		assertThat(FlowSubject.ofUser("").digest()).isNull();
		assertThat(FlowSubject.ofUser(null).hasBegun("null")).isFalse();
	}

	@Test
	void distinguishesSubjectsThatLogsShowAlike() {
		assertThat(FlowSubject.ofUser("\u00e4").hasBegun(String.valueOf(FlowSubject.ofUser("\u00f6").digest())))
			.isFalse();
	}

}
