package io.connectorservice.local;

import java.io.IOException;
import java.nio.file.Path;

import io.connectorservice.problem.InvalidSettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FolderLockTests {

	@TempDir
	Path folder;

	@Test
	void holdsAFolderForOneServiceAtATime() throws IOException {
		try (FolderLock lock = FolderLock.take(this.folder)) {
			assertThat(lock).isNotNull();
			assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(() -> FolderLock.take(this.folder))
				.withMessageStartingWith("LOCAL_DATA_DIR is in use");
		}
		FolderLock.take(this.folder).close();
	}

}
