using System.Text.Json;
using Pipeline3D.Cli.Tests.Support;
using Pipeline3D.Data.Formats;

namespace Pipeline3D.Cli.Tests.Ops;

/// <summary>Every op on points at the edges: a defined result or one clear sentence, never a crash.</summary>
public sealed class DegenerateInputTests : CliTest
{
    public static TheoryData<string> PointOps { get; } =
    [
        "fps --count 1", "knn --k 1", "radius --radius 1", "plane --threshold 0.1", "clusters --eps 1 --min-points 1",
        "normals --radius 1 --max-nn 5", "views --views 0,0",
    ];

    [Theory, MemberData(nameof(PointOps))]
    public async Task Op_NoPointOrNaN_SaysWhich(string line)
    {
        string[] op = line.Split(' ');
        string none = Array<float>("none.npy", [], 0, 3), nan = Array<float>("nan.npy", [0, 0, 0, 1, float.NaN, 0], 2,
            3);
        Assert.EndsWith("none.npy holds no point", await WrongAsync(["op", op[0], "--in", none, .. op[1..]]),
            StringComparison.Ordinal);
        Assert.Contains("nan.npy: element 4 is NaN", await WrongAsync(["op", op[0], "--in", nan, .. op[1..]]),
            StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(PointOps))]
    public async Task Op_OnePointOrALine_IsDefined(string words)
    {
        string[] op = words.Split(' ');
        string one = Array<float>("one.npy", [1, 2, 3], 1, 3);
        string line = Array<float>("line.npy", [0, 0, 0, 1, 2, 3, 2, 4, 6, 3, 6, 9], 4, 3);
        if (op[0] is "plane")
        {
            Assert.Contains("fewer than the sample size 3", await WrongAsync(["op", op[0], "--in", one, .. op[1..]]),
                StringComparison.Ordinal);
            Assert.Contains("all on one line", await WrongAsync(["op", op[0], "--in", line, .. op[1..]]),
                StringComparison.Ordinal);
            return;
        }
        if (op[0] is "knn")
            Assert.Contains("use --include-self", await WrongAsync(["op", op[0], "--in", one, .. op[1..]]),
                StringComparison.Ordinal);
        else
            Assert.Equal(1, (await OpAsync([op[0], "--in", one, .. op[1..]])).GetProperty("n").GetInt32());
        Assert.Equal(4, (await OpAsync([op[0], "--in", line, .. op[1..]])).GetProperty("n").GetInt32());
    }

    // Powers of two near 1e9 and 1e-9: scaling is exact, so ties stay ties.
    [Theory, InlineData(1073741824f), InlineData(9.3132257e-10f)]
    public async Task Neighbours_HugeAndTinyCoordinates_AreThoseOfTheUnitGrid(float scale)
    {
        float[] grid = [.. Enumerable.Range(0, 300).Select(i => (i % 3) switch
        {
            0 => i / 3 % 10,
            1 => i / 3 / 10 * 1.5f,
            _ => 0f,
        })];
        string unit = Array<float>("unit.npy", grid, 100, 3),
            scaled = Array<float>("scaled.npy", [.. grid.Select(value => value * scale)], 100, 3);
        foreach (string input in new[] { unit, scaled })
        {
            JsonElement json = await OpAsync("knn", "--in", input, "--k", "1", "--out", $"{input}.knn.npy");
            Assert.Equal(100, json.GetProperty("n").GetInt32());
            await OpAsync("fps", "--in", input, "--count", "1", "--out", $"{input}.fps.npy");
        }
        Assert.Equal(NpyReader.Read($"{unit}.knn.npy").To<int>(), NpyReader.Read($"{scaled}.knn.npy").To<int>());
    }
}
