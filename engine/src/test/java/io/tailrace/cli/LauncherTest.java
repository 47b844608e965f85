package io.tailrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The script beside the jar, with a jar that has the manifest of the real one and takes the classes of this test. */
@Timeout(60)
class LauncherTest {
    @TempDir
    private Path temporary;

    private Path home;
    private Path script;

    @BeforeEach
    void install() throws IOException {
        home = Files.createDirectories(temporary.resolve("a home"));
        script = home.resolve("tailrace");
        Files.copy(Path.of("target/tailrace"), script, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        String pom = Files.readString(Path.of("../pom.xml"));
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
        for (String name : List.of("Add-Exports", "Add-Opens", "Enable-Native-Access")) {
            int start = pom.indexOf("<" + name + ">") + name.length() + 2;
            main.putValue(name, pom.substring(start, pom.indexOf("</" + name + ">")));
        }
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        main.put(
                Attributes.Name.CLASS_PATH,
                Arrays.stream(classes.split(File.pathSeparator))
                        .map(path -> Path.of(path).toUri().toString())
                        .collect(Collectors.joining(" ")));
        new JarOutputStream(Files.newOutputStream(home.resolve("tailrace.jar")), manifest).close();
    }

    private String run(String javaHome, Path called, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(called.toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.directory(temporary.toFile());
        builder.environment().put("JAVA_HOME", javaHome);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + output;
    }

    @Test
    void shouldRunACommandWithoutAWordFromTheJvm() throws Exception {
        String java = System.getProperty("java.home");
        Files.writeString(temporary.resolve("x.jsonl"), "{\"id\":\"a b\"}\n");
        assertThat(run(java, script, "load", "--dir", "j", "x.jsonl"))
                .startsWith("0 ")
                .doesNotContainIgnoringCase("warn");
        assertThat(run(java, script, "read", "--dir", "j", "--table", "documents", "a b"))
                .isEqualTo("0 {\"id\":\"a b\"}\n");
        assertThat(run(java, script, "read", "--dir", "j", "--table", "documents", "c"))
                .startsWith("1 ");
    }

    @Test
    void shouldFindItsJarThroughLinks() throws Exception {
        Path bin = Files.createDirectories(temporary.resolve("bin"));
        Path absolute = Files.createSymbolicLink(bin.resolve("first"), script);
        Path relative = Files.createSymbolicLink(bin.resolve("second"), absolute.getFileName());
        assertThat(run(System.getProperty("java.home"), relative, "--version")).startsWith("0 tailrace ");
    }

    @Test
    void shouldSayWhatIsMissing() throws Exception {
        assertThat(run(temporary.toString(), script, "--version"))
                .isEqualTo("1 error: no Java: java=" + temporary
                        + "/bin/java, install JDK 17 or newer or set JAVA_HOME\n");
        Files.delete(home.resolve("tailrace.jar"));
        assertThat(run(System.getProperty("java.home"), script, "--version"))
                .startsWith("1 error: tailrace.jar must lie beside this script: file=");
    }
}
