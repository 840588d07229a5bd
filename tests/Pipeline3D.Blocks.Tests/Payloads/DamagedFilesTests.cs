using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pipeline3D.Blocks.Health;
using Pipeline3D.Blocks.Payloads;
using Pipeline3D.Core;
using Pipeline3D.TestSupport;

namespace Pipeline3D.Blocks.Tests.Payloads;

/// <summary>Files beside models that were changed: read as something that can be used, or refused as damaged.</summary>
public sealed class DamagedFilesTests
{
    [Fact]
    public void Thresholds_ChangedAtRandom_AreReadOrRefused()
    {
        var calibration = new Calibration(1, 0.5f, 2, 0.05, 0.95, 10) { MaxPoints = 400 };
        byte[] sound = new ThresholdFile(ImmutableSortedDictionary.CreateRange([KeyValuePair.Create("part", "hash")]),
            ImmutableSortedDictionary.CreateRange([KeyValuePair.Create("part", calibration)]))
        {
            Fallback = ImmutableSortedDictionary.CreateRange([KeyValuePair.Create("part", calibration)]),
        }.ToBytes();
        Check(sound, path =>
        {
            foreach (Calibration one in ThresholdFile.Read(path).ToSet().Categories.Values)
            {
                Assert.True(float.IsFinite(one.Threshold));
                _ = one.Accepted;
            }
        });
    }

    [Fact]
    public void Health_ChangedAtRandom_IsReadOrRefused()
    {
        var profile = new HealthProfile(20, LengthUnit.Metre, true, HealthMeasure.All.ToImmutableSortedDictionary(
            measure => measure.Name, _ => new HealthRange(1, 0.8, 1.2, 0.5, 2), StringComparer.Ordinal));
        Check(new HealthFile(ImmutableSortedDictionary.CreateRange([KeyValuePair.Create("part", profile)])).ToBytes(),
            path => Assert.All(HealthFile.Read(path).Categories.Values, one => Assert.True(one.Size > 0)));
    }

    private static void Check(byte[] sound, Action<string> read)
    {
        using var folder = new TempFolder();
        int accepted = 0, times = Soak.Repetitions(4000);
        for (int seed = 0; seed < times; seed++)
        {
            JsonNode json = JsonNode.Parse(sound)!;
            if (seed > 0)
                JsonMutation.Change(json, new Random(seed));
            File.WriteAllText(folder["file.json"], json.ToJsonString());
            try
            {
                read(folder["file.json"]);
                accepted++;
            }
            catch (JsonException)
            {
                Assert.True(seed > 0, "the sound file was refused");
            }
            catch (Exception other)
            {
                Assert.Fail($"seed {seed}: {json.ToJsonString()}: {other}");
            }
        }
        Assert.InRange(accepted, 1, times - 1);
    }
}
