package io.connectorservice.outbound.egress;

import java.net.InetAddress;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

import static org.assertj.core.api.Assertions.assertThat;

class AddressKindTests {

	@ParameterizedTest
	@CsvFileSource(resources = "/outbound/addresses.csv", numLinesToSkip = 1)
	void classifiesAddress(String address, String verdict) {
		assertThat(AddressKind.classifyAddress(InetAddress.ofLiteral(address)).refusalReason())
			.isEqualTo("address_" + verdict);
	}

}
