using System.Diagnostics;
using EndToEnd.Tests.Support;

namespace EndToEnd.Tests.Resume;

/// <summary>A training that is killed goes on from its last checkpoint by itself, and ends byte-equal.</summary>
public sealed class TrainingKillTests(SmallDatasets datasets) : CliTest
{
    private const int Epochs = 120;

    [Fact]
    public async Task Run_KilledInTheMiddleOfATraining_GoesOnFromItsCheckpointAndEndsByteEqual()
    {
        File.WriteAllText(Folder["train.yaml"], $$"""
            name: train
            blocks:
              - { id: train, use: source.mvtec3d, with: { root: "{{datasets.Few}}", split: train, categories: [bagel] } }
              - id: student
                use: fit.3d-st
                with: { points: 400, neighbours: 8, epochs: {{Epochs}}, checkpoint_every: 1 }
              - { id: models, use: sink.models }
            """);
        CliResult whole = await CliProcess.RunAsync("run", Folder["train.yaml"], "--out", Folder["whole"]);
        Assert.True(whole.Exit == 0, whole.All);

        string[] arguments = ["run", Folder["train.yaml"], "--out", Folder["killed"]];
        string checkpoint = Folder["killed/checkpoints/student-bagel.p3dc"];
        using (Process process = CliProcess.Start(arguments))
        {
            process.BeginErrorReadLine();
            process.BeginOutputReadLine();
            while (!File.Exists(checkpoint) && !process.HasExited)
                await Task.Delay(1, TestContext.Current.CancellationToken);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(process.ExitCode != 0, "the training had ended before it could be killed");
        }
        CliResult resumed = await CliProcess.RunAsync(arguments);
        Assert.True(resumed.Exit == 0, resumed.All);
        Assert.Contains("student-bagel: the training goes on after epoch", resumed.All, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllBytes(Folder["whole/models/bagel.safetensors"]),
            File.ReadAllBytes(Folder["killed/models/bagel.safetensors"]));
    }
}
