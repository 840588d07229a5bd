using System.ComponentModel;
using EndToEnd.Tests.Support;

namespace EndToEnd.Tests;

/// <summary>Model files as others see them, and at the start of a service.</summary>
public sealed class ModelFilesTests(ScoredDataset scored) : CliTest, IClassFixture<ScoredDataset>
{
    // The format's own definition, in the words of a program that has no part of ours.
    private const string Reader = """
        import json, struct, sys
        with open(sys.argv[1], 'rb') as file:
            length = struct.unpack('<Q', file.read(8))[0]
            header = json.loads(file.read(length))
            about = header.pop('__metadata__')
            begin, end = header['bank']['data_offsets']
            file.seek(8 + length + begin)
            numbers = struct.unpack('<%df' % ((end - begin) // 4), file.read(end - begin))
        rows, columns = header['bank']['shape']
        print(about['method'], rows * columns == len(numbers), all(abs(x) < 1e6 for x in numbers),
              [step['block'] for step in json.loads(about['recipe'])], json.loads(about['options'])['grid_size'],
              json.loads(about['note.calibration'])['scans'] > 0, len(about['training_hash']))
        """;

    [Fact]
    public async Task ModelFile_ReadByPython_SaysMethodOptionsRecipeAndCalibration()
    {
        File.WriteAllText(Folder["read.py"], Reader);
        try
        {
            (int exit, string output) = await Tool.OutputAsync("python3", Folder["read.py"],
                Path.Combine(scored.Models, "bagel.safetensors"));
            Assert.True(exit == 0, output);
            Assert.Equal("patchcore-fpfh True True ['filter.remove-plane', 'prepare.patchcore-fpfh'] 56 True 64",
                output);
        }
        catch (Win32Exception)
        {
            Assert.Skip("there is no python3 on this machine");
        }
    }

    [Theory]
    [InlineData("truncated", "it is cut off or damaged", "learn the model anew")]
    [InlineData("newer", "of format version 2, this program reads 1", "use the program that wrote it")]
    [InlineData("no-tensor", "the tensor 'bank' is missing", "learn the model anew")]
    [InlineData("other-method", "'matchcore-fpfh', a method that is not here", "--plugin")]
    [InlineData("unknown-block", "there is no block 'filter.remove-plain' here", "--plugin")]
    public async Task Serve_ModelThatCannotBeUsed_SaysSoAtItsStartInOneSentence(string kind, string said, string advice)
    {
        Directory.CreateDirectory(Folder["models"]);
        foreach (string file in Directory.EnumerateFiles(scored.Models))
            File.Copy(file, Path.Combine(Folder["models"], Path.GetFileName(file)));
        string path = Folder["models/bagel.safetensors"];
        byte[] bytes = File.ReadAllBytes(path);
        string text = System.Text.Encoding.Latin1.GetString(bytes);
        File.WriteAllBytes(path, kind == "truncated" ? bytes[..(bytes.Length / 2)]
            : System.Text.Encoding.Latin1.GetBytes(kind switch
            {
                "newer" => text.Replace("\"format_version\":\"1\"", "\"format_version\":\"2\"",
                    StringComparison.Ordinal),
                "no-tensor" => text.Replace("\"bank\":{", "\"tank\":{", StringComparison.Ordinal),
                "other-method" => text.Replace("\"method\":\"patchcore", "\"method\":\"matchcore",
                StringComparison.Ordinal),
                _ => text.Replace("filter.remove-plane", "filter.remove-plain", StringComparison.Ordinal),
            }));
        CliResult served = await CliAsync("serve", Path.Combine(Pipelines, "stream/serve-without-health.yaml"), "--set",
            $"models={Folder["models"]}", "--set", "port=0", "--out", Folder["live"]);
        Assert.True(served.Exit != 0 && served.All.Contains(said, StringComparison.Ordinal), served.All);
        string line = Assert.Single(served.All.Split('\n'), line => line.Contains(said, StringComparison.Ordinal));
        Assert.Contains(advice, line, StringComparison.Ordinal);
        if (kind != "unknown-block")
            Assert.Contains(path, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_GraphThatPreparesOtherwiseThanTheSavedModels_IsRefusedWithFileAndLine()
    {
        File.WriteAllText(Folder["score.yaml"], $$"""
            blocks:
              - { id: models, use: source.models, with: { folder: "{{scored.Models}}" } }
              - { id: test, use: source.mvtec3d, with: { root: x, split: test } }
              - { id: clean, use: filter.remove-plane, with: { cut: 7 mm } }
              - { id: scores, use: score.saved, side: models }
              - { use: sink.verdicts }
            """);
        CliResult check = await CliAsync("check", Folder["score.yaml"]);
        Assert.Equal(2, check.Exit);
        Assert.Contains($"{Folder["score.yaml"]}:5:5  P3D1018  scores: its scans are prepared by", check.Error,
            StringComparison.Ordinal);
        Assert.Contains("cut: 7 mm", check.Error, StringComparison.Ordinal);
        Assert.Contains("cut: 5 mm", check.Error, StringComparison.Ordinal);
        // Left out, the same is done by itself.
        File.WriteAllText(Folder["score.yaml"], File.ReadAllText(Folder["score.yaml"]).Replace(
            "  - { id: clean, use: filter.remove-plane, with: { cut: 7 mm } }\n", "", StringComparison.Ordinal));
        Assert.Equal(0, (await CliAsync("check", Folder["score.yaml"], "--no-data")).Exit);
    }
}
