using Pipeline3D.Networks.Loading;

namespace Pipeline3D.Networks.Tests.Loading;

public sealed class VersionNeedTests
{
    [Fact]
    public void Of_ASmallFile_AreItsVersionsWithTheirPlaces()
    {
        IReadOnlyList<VersionNeed> needs = VersionNeed.Of(new ElfImage(SmallElf.Make(relocated: 1)));
        Assert.Equal(["GLIBCXX_3.4", "GLIBCXX_3.4.32"], needs.Select(need => need.Version));
        Assert.All(needs, need => Assert.Equal(("libstdc++.so.6", false), (need.Library, need.IsWeak)));
        Assert.Equal([2, 3], needs.Select(need => need.Index));
    }

    [Fact]
    public void Weakened_AVersionThatNothingUses_ChangesOneBit()
    {
        byte[] file = SmallElf.Make(relocated: 1), weak = TorchLoader.Weakened(file);
        int[] changed = [.. Enumerable.Range(0, file.Length).Where(i => file[i] != weak[i])];
        Assert.Single(changed);
        Assert.Equal(2, file[changed[0]] ^ weak[changed[0]]);
        Assert.Equal([false, true], VersionNeed.Of(new ElfImage(weak)).Select(need => need.IsWeak));
    }

    [Theory, InlineData(2, "marker"), InlineData(3, "really")]
    public void Weakened_AVersionThatARelocationUses_IsRefusedByName(int relocated, string symbol)
        => Assert.Contains($"uses {symbol} of GLIBCXX_3.4.32", Assert.Throws<InvalidDataException>(
            () => TorchLoader.Weakened(SmallElf.Make(relocated))).Message, StringComparison.Ordinal);

    [Fact]
    public void Weakened_AFileWithoutThatVersion_SaysThatSomethingElseIsMissing()
    {
        byte[] file = SmallElf.Make(relocated: 1);
        file[file.AsSpan().IndexOf("3.4.32"u8) + 5] = (byte)'1';
        Assert.Contains("something else is missing", Assert.Throws<InvalidDataException>(
            () => TorchLoader.Weakened(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weakened_ADamagedFile_IsRefusedOrReadAndNothingElse()
    {
        byte[] sound = SmallElf.Make(relocated: 1);
        int refused = 0;
        for (int seed = 0; seed < 5000; seed++)
        {
            var random = new Random(seed);
            byte[] file = seed % 2 == 0 ? [.. sound] : sound[..random.Next(sound.Length)];
            for (int change = random.Next(1, 5); change > 0 && file.Length > 0; change--)
                file[random.Next(file.Length)] = (byte)random.Next(256);
            try
            {
                TorchLoader.Weakened(file);
            }
            catch (Exception cause) when (cause is InvalidDataException or OverflowException)
            {
                refused++;
            }
            catch (Exception other)
            {
                Assert.Fail($"seed {seed}: {other}");
            }
        }
        Assert.InRange(refused, 100, 4999);
    }

    [Fact]
    public void Weakened_TheBindingOfThePackage_IsOneVersionThatNothingUses()
    {
        string path = Path.Combine(Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
            "torchsharp", TorchFolder.TorchSharpVersion, "runtimes", "linux-x64", "native", TorchFolder.BindingFile);
        Assert.SkipUnless(File.Exists(path), $"{path} is not there");
        byte[] file = File.ReadAllBytes(path), weak = TorchLoader.Weakened(file);
        Assert.Equal(1, file.Zip(weak).Count(pair => pair.First != pair.Second));
        VersionNeed need = Assert.Single(VersionNeed.Of(new ElfImage(weak)), need => need.IsWeak);
        Assert.Equal((TorchLoader.MarkedVersion, "libstdc++.so.6"), (need.Version, need.Library));
        Assert.NotEmpty(VersionNeed.Of(new ElfImage(file)).Single(need => need.Version == "GLIBCXX_3.4").UsedBy(
            new ElfImage(file)));
    }
}
