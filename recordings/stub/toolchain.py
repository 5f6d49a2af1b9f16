# SPDX-FileCopyrightText: The Mozaiks Observability authors
# SPDX-License-Identifier: Apache-2.0
"""Makes a driver ready to run, in Python, Node or Java, with the packages that it pins.

What a driver needs is told by one file: requirements.txt, package.json or pom.xml. The packages go
into a folder of their own outside the repository, and are installed again when that file changes.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys

BASE = pathlib.Path(os.environ.get("RECORDINGS_VENVS", "/tmp/mozaiks-recordings"))
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
AGENT = "opentelemetry-javaagent-"
CLASSPATH = "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath"


def prepare(folder, about):
    """The version of the emitter, and the command that runs the driver."""
    packages = requirements(folder, about)
    toolchain = toolchain_of(packages, about)
    toolchain.install()
    arguments = about.get("arguments", [])
    driver = folder / about.get("driver", toolchain.driver)
    return toolchain.version(about["package"]), toolchain.command(driver.resolve(), arguments)


def toolchain_of(packages, about):
    if "jar" in about:
        return JavaBuild(packages, about["jar"])
    return {"package.json": Node, "pom.xml": Java}.get(packages.name, Python)(packages)


def requirements(folder, about):
    known = ("requirements.txt", "package.json", "pom.xml")
    named = [folder / about["requirements"]] if "requirements" in about else []
    for file in [*named, *(folder / name for name in known)]:
        if file.exists():
            return file.resolve()
    raise SystemExit(f"requirements: none in {folder} (expected: one of {', '.join(known)})")


class Toolchain:
    def __init__(self, packages):
        self.packages = packages
        language = packages.parent.parent.name
        prefix = "" if language == "python" else f"{language}-"
        self.folder = BASE / f"{prefix}{packages.parent.name}"

    def install(self):
        installed = self.folder / f"installed-{self.packages.name}"
        wanted = self.packages.read_text()
        if not installed.exists() or installed.read_text() != wanted:
            self.folder.mkdir(parents=True, exist_ok=True)
            self.fetch()
            installed.write_text(wanted)


class Python(Toolchain):
    driver = "driver.py"

    @property
    def python(self):
        return str(self.folder / "bin" / "python")

    def fetch(self):
        if not (self.folder / "bin" / "python").exists():
            subprocess.run([sys.executable, "-m", "venv", self.folder], check=True)
        pip = [self.python, "-m", "pip", "install", "-q", "-r", self.packages]
        subprocess.run(pip, check=True)

    def version(self, package):
        asked = "import sys, importlib.metadata as m; print(m.version(sys.argv[1]))"
        return subprocess.check_output([self.python, "-c", asked, package], text=True).strip()

    def command(self, driver, arguments):
        return [self.python, str(driver), *arguments]


class Node(Toolchain):
    """The driver runs beside its packages, where Node looks for them; Node itself is one of them."""

    driver = "driver.mjs"

    def fetch(self):
        shutil.copy(self.packages, self.folder)
        npm = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"]
        subprocess.run(npm, cwd=self.folder, check=True)

    def version(self, package):
        about = self.folder / "node_modules" / package / "package.json"
        return re.search(r'"version": *"([^"]+)"', about.read_text()).group(1)

    def command(self, driver, arguments):
        for file in (driver, driver.parent.parent / "recording.mjs"):
            shutil.copy(file, self.folder)
        node = self.folder / "node_modules" / ".bin" / "node"
        return [str(node), str(self.folder / driver.name), *arguments]


class Java(Toolchain):
    """Compiled with the JDK at hand (17 or newer); a `-javaagent` is a dependency of that name."""

    driver = "Driver.java"

    def fetch(self):
        target = f"-Dmdep.outputFile={self.folder / 'classpath.txt'}"
        maven(self.packages, CLASSPATH, target)

    def jars(self):
        jars = (self.folder / "classpath.txt").read_text().strip().split(os.pathsep)
        agents = [jar for jar in jars if AGENT in pathlib.Path(jar).name]
        return [jar for jar in jars if jar not in agents], agents

    def version(self, package):
        jars, agents = self.jars()
        for jar in map(pathlib.Path, [*jars, *agents]):
            if jar.parent.parent.name == package:
                return jar.parent.name
        raise SystemExit(f"package: {package} is not among the dependencies of {self.packages}")

    def command(self, driver, arguments):
        jars, agents = self.jars()
        classes = self.folder / "classes"
        sources = [driver, driver.parent.parent / "Recording.java"]
        javac = [jdk("javac"), "-d", classes, "-cp", os.pathsep.join(jars), "-parameters", *sources]
        subprocess.run(javac, check=True)
        run = [f"-javaagent:{agent}" for agent in agents]
        classpath = os.pathsep.join([str(classes), *jars])
        return [jdk("java"), *run, "-cp", classpath, driver.stem, *arguments]


class JavaBuild(Java):
    """Where Maven must build an application, as for Quarkus: `jar` in script.json names it."""

    def __init__(self, packages, jar):
        super().__init__(packages)
        self.jar = jar

    def command(self, driver, arguments):
        sources = self.folder / "src"
        sources.mkdir(exist_ok=True)
        for file in (driver, driver.parent.parent / "Recording.java"):
            shutil.copy(file, sources)
        shutil.copy(self.packages, self.folder)
        maven(self.folder / "pom.xml", "package")
        return [jdk("java"), "-jar", str(self.folder / self.jar), *arguments]


def maven(pom, *goals):
    subprocess.run([str(ROOT / "mvnw"), "-q", "-B", "-f", str(pom), *goals], check=True)


def jdk(tool):
    home = os.environ.get("JAVA_HOME")
    return str(pathlib.Path(home) / "bin" / tool) if home else tool
