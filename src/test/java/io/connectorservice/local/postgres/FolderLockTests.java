package io.connectorservice.local.postgres;

import java.io.IOException;
import java.nio.file.Path;

import io.connectorservice.settings.InvalidSettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FolderLockTests {

	@TempDir
	Path folder;

	@Test
	void locksFolderForOneServiceAtATime() throws IOException {
		try (FolderLock lock = FolderLock.acquire(this.folder)) {
			assertThat(lock).isNotNull();
			assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(() -> FolderLock.acquire(this.folder))
				.withMessageStartingWith("LOCAL_DATA_DIR is in use");
		}
		FolderLock.acquire(this.folder).close();
	}

}
