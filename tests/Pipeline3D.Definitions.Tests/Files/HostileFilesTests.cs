using System.Text;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Definitions.Tests.Support;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Definitions.Tests.Files;

/// <summary>Whatever a pipeline file holds, it is read or refused with a place, in bounded memory and without an
/// end of the process.</summary>
public sealed class HostileFilesTests : DefinitionTest
{
    private const string Good = """
        name: line
        summary: "A line: of text"
        parameters:
          data: { default: scans, summary: Where they are. }
          list: [1, 2, 'three']
        run:
          seed: 7
        chains:
          near:
            - use: filter.voxel
              with: { cell_size: 2 mm }
        blocks:
          - id: source
            use: source.sample
          - { id: far, chain: near }
          - each: { n: [1, 2] }
            blocks:
              - { id: "sink-${n}", from: far, use: sink.sample }   # a comment
        """;

    [Theory]
    [InlineData("a: [1,2\nb: 3\n")]
    [InlineData("blocks: {a: 1\nb")]
    [InlineData("a: \"x\nb: 1")]
    [InlineData("a: 'x")]
    [InlineData("a: [1, 2")]
    [InlineData("a: b: c")]
    [InlineData("- a\n b: c")]
    [InlineData("a: 1\na: 2")]
    [InlineData("a: &x 1\nb: *x")]
    [InlineData("? [a]\n: b")]
    [InlineData("%YAML 9.9\n---\na: 1")]
    [InlineData("a: 1\n---\nb: 2")]
    [InlineData("!!")]
    [InlineData("a: !<")]
    [InlineData("a: |99\n x")]
    [InlineData("a: 1\0b: 2")]
    [InlineData("{")]
    [InlineData("]")]
    [InlineData("*")]
    [InlineData("a: \"\\x\"")]
    [InlineData("a: \"\\uD8\"")]
    public void Load_NoYaml_IsRefusedWithItsPlace(string text)
    {
        string problem = Assert.Single(Problems(text), found => found.Contains("P3D2001", StringComparison.Ordinal));
        Assert.Matches(@"^[1-9]\d*:[1-9]\d* P3D2001 ", problem);
    }

    [Theory]
    [InlineData("{a: ", 100_000)]
    [InlineData("{a: ", 10_000)]
    [InlineData("[", 100_000)]
    [InlineData("[", 900)]
    [InlineData("- ", 100_000)]
    [InlineData("? ", 100_000)]
    [InlineData("- - [{a: [", 101)]
    [InlineData("a: &a [", 50_000)]
    [InlineData("{? ", 50_000)]
    [InlineData("!a ", 100_000)]
    [InlineData("'", 100_001)]
    [InlineData("\"\\", 100_001)]
    [InlineData("a:\n", 10_000)]
    public void Load_NestedBeyondAnyUse_IsRefused(string piece, int times)
        => Assert.NotEmpty(Problems("a: " + string.Concat(Enumerable.Repeat(piece, times))));

    [Fact]
    public void Load_HundredDeep_IsReadAndDeeperIsNot()
    {
        string Deep(int levels) => $"name: x\nx: {new string('[', levels)}{new string(']', levels)}\nblocks: []";
        Assert.DoesNotContain(Problems(Deep(99)), problem => problem.Contains("P3D2001", StringComparison.Ordinal));
        Assert.Contains("more than 100 deep", Assert.Single(Problems(Deep(120))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dev/zero", "pipe or device")]
    [InlineData("/dev/random", "pipe or device")]
    [InlineData("/proc/self/mem", "pipe or device")]
    [InlineData("\"a\\0b\"", "no name of a file")]
    [InlineData("''", "no name of a file")]
    [InlineData("gone.yaml", "no such file")]
    [InlineData(".", "is a folder")]
    [InlineData("/", "no name of a file")]
    public void Load_IncludeOfWhatIsNoFile_IsRefusedAtItsPlace(string include, string why)
    {
        if (include.StartsWith("/dev", StringComparison.Ordinal) && !File.Exists(include))
            Assert.Skip($"there is no {include} here");
        string problem = Assert.Single(Problems($"name: x\ninclude: {include}\nblocks: [{{ use: source.sample }}]"),
            found => found.Contains("P3D2011", StringComparison.Ordinal));
        Assert.StartsWith("2:10 P3D2011", problem, StringComparison.Ordinal);
        Assert.Contains(why, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FilesOfOneMebibyteAndMore_AreRefused()
    {
        Write(new string('#', PipelineFileText.MaxBytes + 1), "large.yaml");
        Assert.Contains("has 1048577 bytes", Assert.Single(Problems("include: large.yaml\nblocks: []"),
            found => found.Contains("P3D2011", StringComparison.Ordinal)), StringComparison.Ordinal);
        Write("#" + new string('\n', PipelineFileText.MaxBytes - 1), "blank.yaml");
        Assert.Contains("one YAML mapping", Problems("include: blank.yaml\nblocks: []")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Load_LinkToADevice_IsRefused()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("links to devices are made on Linux");
        File.CreateSymbolicLink(Folder["link.yaml"], "/dev/zero");
        Assert.Contains("pipe or device", Assert.Single(Problems("include: link.yaml\nblocks: []"),
            found => found.Contains("P3D2011", StringComparison.Ordinal)), StringComparison.Ordinal);
        File.CreateSymbolicLink(Folder["good.yaml"], Write(Good, "target.yaml"));
        Assert.Equal("line", Load("include: good.yaml").Name);
    }

    [Fact]
    public void Load_IncludesThatMultiply_AreBounded()
    {
        for (int i = 0; i < 20; i++)
            Write($"include: [f{i + 1}.yaml, f{i + 1}.yaml, f{i + 1}.yaml]", $"f{i}.yaml");
        Write("name: end", "f20.yaml");
        Assert.Contains("more than 100", Assert.Single(Problems("include: f0.yaml"),
            found => found.Contains("P3D2011", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'", "'")]
    [InlineData("[", "]")]
    [InlineData("{ default: '", "' }")]
    public void Load_ParametersThatMultiply_AreBoundedAndTheWayIsNamed(string before, string after)
    {
        var text = new StringBuilder("parameters:\n  p0: xxxxxxxxxx\n");
        for (int i = 1; i < 12; i++)
            text.Append($"  p{i}: {before}{string.Join(before == "[" ? ", " : "", Enumerable.Repeat(before == "[" ? $"'${{p{i - 1}}}'" : $"${{p{i - 1}}}", 10))}{after}\n");
        text.Append("blocks: []\n");
        string problem = Problems(text.ToString())[0];
        Assert.Matches("P3D2024 .*: p3 -> p2 -> p1 -> p0|P3D2024 .*: p4 -> p3", problem);
    }

    [Fact]
    public void Load_ValuesThatAreLongInAll_AreBounded()
    {
        string names = string.Join("\n", Enumerable.Range(0, 40).Select(n => $"  - {{ id: b{n}, use: \"${{long}}\" }}"));
        string[] problems = Problems($"parameters: {{ long: {new string('x', 60_000)} }}\nblocks:\n{names}");
        Assert.Single(problems, found => found.Contains("more than 1 MiB in all: long", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_LoopsThatMultiply_AreBounded()
    {
        string numbers = string.Join(", ", Enumerable.Range(0, 99));
        string[] problems = Problems($"blocks:\n  - each: {{ a: [{numbers}], b: [{numbers}], c: [{numbers}] }}\n"
            + "    blocks: [{ id: \"s-${a}-${b}-${c}\", use: source.sample }]");
        Assert.Contains(problems, found => found.Contains("P3D2023 the loop makes more than 10000", StringComparison.Ordinal));
    }

    [Fact]
    public void Load_ChainsThatMultiply_AreBounded()
    {
        string links = string.Join(", ", Enumerable.Repeat("{ use: filter.voxel }", 200));
        string uses = string.Join("\n", Enumerable.Range(0, 100).Select(n => $"  - {{ id: c{n}, chain: near }}"));
        Assert.Contains(Problems($"chains: {{ near: [{links}] }}\nblocks:\n{uses}"),
            found => found.Contains("P3D2024 the file has more than 10000 blocks", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("run=3", "write run.KEY=value")]
    [InlineData("data.x=3", "write data=value")]
    [InlineData("source=3", "write source.OPTION=value")]
    [InlineData("rum.seed=3", "Did you mean 'run'?")]
    public void Load_OverrideOfWhatIsThereButNoValue_SaysHowToWriteIt(string set, string advice)
    {
        DefinitionException refused = Assert.Throws<DefinitionException>(() => Load(Good, set));
        Assert.Contains(advice, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("'run' names nothing in the file. Did you mean 'run'?", refused.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MutatedFiles_AreReadOrRefusedWithAPlaceInBoundedMemory()
    {
        int repetitions = Soak.Repetitions(20_000), refused = 0;
        for (int seed = 0; seed < repetitions; seed++)
        {
            var random = new Random(seed);
            string text = Good;
            for (int i = random.Next(1, 6); i > 0; i--)
                text = Mutated(text, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Load(text, random.Next(4) == 0 ? [$"data={Mutated("[a, {b: c}]", random)}"] : []);
            }
            catch (DefinitionException cause)
            {
                refused++;
                Assert.All(cause.Problems, problem => Assert.True(problem.Place.Line > 0 && problem.Place.Column > 0,
                    $"seed {seed}: {problem}\n{text}"));
            }
            catch (Exception cause) when (cause is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}: {cause}\n{text}");
            }
            // What reading a good file takes, and a share for what is in it.
            long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(bytes < (8 << 20) + (64 * text.Length), $"seed {seed}: {bytes} bytes for {text.Length}\n{text}");
        }
        Assert.True(refused > repetitions / 3, $"{refused} of {repetitions} refused");
    }

    private static string Mutated(string text, Random random)
    {
        string[] tokens = ["[", "]", "{", "}", ":", ": ", "- ", "\n", "\n  ", "\t", "'", "\"", "#", " #", "&a ", "*a",
            "!t ", "|", ">", "? ", "%", "---\n", "...\n", "${", "}", "${data}", "${list}", "\u0085", "\u2028", "\uFEFF",
            "\0", "~", "null", ",", "@", "`", "\\", "<<: ", "1e999", "include: line.yaml\n", "each: ", "chain: near"];
        int at = random.Next(text.Length + 1), end = Math.Min(text.Length, at + random.Next(1, 12));
        string[] lines = text.Split('\n');
        int line = random.Next(lines.Length);
        switch (random.Next(7))
        {
            case 0:
                return text[..at] + tokens[random.Next(tokens.Length)] + text[at..];
            case 1:
                return text[..at] + tokens[random.Next(tokens.Length)] + text[end..];
            case 2:
                return text[..at] + text[end..];
            case 3:
                return text[..at];
            case 4:
                return string.Join('\n', [.. lines[..line], lines[random.Next(lines.Length)], .. lines[line..]]);
            case 5:
                lines[line] = new string(' ', random.Next(8)) + lines[line].TrimStart();
                return string.Join('\n', lines);
            default:
                return string.Join('\n', [.. lines[..line], .. lines[Math.Min(line + 1, lines.Length)..]]);
        }
    }
}
