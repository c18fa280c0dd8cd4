package io.connectorservice;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import org.springframework.modulith.core.ApplicationModules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/**
 * Fails where a room uses what it may not.
 */
class ModularityTests {

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
		.importPackages("io.connectorservice");

	@Test
	void roomsUseOnlyTheRoomsTheyName() {
		ApplicationModules.of(ConnectorServiceApplication.class).verify();
	}

	@Test
	void onlyOutboundCallsOut() {
		noClasses().that()
			.resideOutsideOfPackage("..outbound..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("reactor..", "io.netty..", "org.springframework.web.reactive..")
			.check(CLASSES);
	}

	@Test
	void onlyVaultAndTheTokenCheckHaveAnotherHttpClient() {
		noClasses().that()
			.resideOutsideOfPackages("..secret..", "..outbound..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("java.net.http..", "org.springframework.web.client..", "org.apache.hc..", "okhttp3..")
			.orShould()
			.dependOnClassesThat()
			.haveFullyQualifiedName("java.net.Socket")
			.orShould()
			.dependOnClassesThat()
			.haveFullyQualifiedName("java.net.URLConnection")
			.check(CLASSES);
	}

	@Test
	void onlySecretSeesVault() {
		noClasses().that()
			.resideOutsideOfPackage("..secret..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.vault..")
			.check(CLASSES);
	}

	@Test
	void onlyTenantOpensTransactions() {
		noClasses().that()
			.resideOutsideOfPackage("..tenant..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("org.springframework.transaction..")
			.check(CLASSES);
	}

	@Test
	void everyPackageSaysWhatItIsForAndMarksNull() {
		ArchRule rule = classes().that().haveSimpleName("package-info").should().beAnnotatedWith(NullMarked.class);
		rule.check(CLASSES);
	}

	@Test
	void onlyWebKnowsTheServlets() {
		noClasses().that()
			.resideOutsideOfPackages("..web..", "..security..", "..problem..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("jakarta.servlet..", "org.springframework.web.bind..")
			.andShould()
			.notHaveSimpleName("HealthController")
			.check(CLASSES);
	}

}
