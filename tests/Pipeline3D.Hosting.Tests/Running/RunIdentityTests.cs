using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Pipeline3D.Definitions.Files;
using Pipeline3D.Hosting.Running;
using Pipeline3D.Hosting.Tests.Support;

namespace Pipeline3D.Hosting.Tests.Running;

/// <summary>What tells the outputs of one run from those of another.</summary>
public sealed class RunIdentityTests : HostingTest
{
    [Fact]
    public void Definitions_AFileOfWeightsIsReplaced_AreOthersFromTheBlockOnThatReadsIt()
    {
        string weights = Folder["towers.safetensors"];
        IReadOnlyDictionary<string, string> none = RunIdentity.Definitions(WithWeights(weights)),
            first = Written("first"), again = Written("first"), second = Written("second");

        Assert.Equal(first, again);
        Assert.Equal((first["scenes"], none["scenes"]), (second["scenes"], first["scenes"]));
        foreach (string block in (string[])["prepared", "prompts"])
            Assert.Equal(3, new[] { none[block], first[block], second[block] }.Distinct().Count());
        string hash = Convert.ToHexStringLower(SHA256.HashData("second"u8));
        PipelineDefinition pipeline = WithWeights(weights);
        Assert.Equal(hash, RunIdentity.Of(pipeline)["prepared.files_sha256"]);
        Assert.DoesNotContain("scenes.files_sha256", RunIdentity.Of(pipeline).Keys);
        string about = RunIdentity.Descriptions(pipeline)[second["prepared"]];
        Assert.StartsWith("prepare.pointclip 1\n", about, StringComparison.Ordinal);
        Assert.Contains($"weights={weights}", about, StringComparison.Ordinal);
        Assert.EndsWith($"files_sha256={hash}", about, StringComparison.Ordinal);

        IReadOnlyDictionary<string, string> Written(string content)
        {
            File.WriteAllText(weights, content);
            return RunIdentity.Definitions(WithWeights(weights));
        }
    }

    // Whoever runs for long keeps open what it opened, and its hash; every load here is a program of its own.
    private PipelineDefinition WithWeights(string weights)
    {
        using ServiceProvider program = Services().BuildServiceProvider();
        return program.GetRequiredService<IPipelineRunner>().Load(Write($$"""
            name: weights
            run: { out: 'OUT' }
            blocks:
              - { id: scenes, use: source.scenes, with: { count: 2, validation: 0, points: 1000, oversampling: 1 } }
              - { id: prepared, use: prepare.pointclip, with: { weights: '{{weights}}' } }
              - { id: prompts, use: fit.pointclip, with: { weights: '{{weights}}' } }
              - { id: models, use: sink.models }
            """));
    }
}
