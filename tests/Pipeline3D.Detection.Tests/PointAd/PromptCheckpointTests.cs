using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Detection.PointAd;
using Pipeline3D.Networks.Clip;
using Pipeline3D.TestSupport;
using Pipeline3D.Weights;

namespace Pipeline3D.Detection.Tests.PointAd;

public sealed class PromptCheckpointTests : IDisposable
{
    private readonly PointAdOracle _oracle = new();
    private readonly TempFolder _folder = new();

    private static string Checkpoint => SharedFiles.Oracle(Path.Combine("pointad", "pointad_prompt_checkpoint.pth"));

    public void Dispose()
    {
        _oracle.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Read_OfTheAuthorsKeys_GivesTheirPromptsAndFeatures()
    {
        PromptModel model = PromptCheckpoint.Read(Checkpoint, _oracle.Model, halfDeepTokens: false);
        Assert.Equal(_oracle.Shape, model.Shape);
        Assert.Equal(_oracle.Weights, model.Prompts);
        _oracle.AssertNear("pointad_text_features", model.Text);
    }

    [Fact]
    public void Write_ThenRead_GivesTheSamePromptsUnderTheAuthorsKeys()
    {
        using ClipModel clip = ClipModel.Random(new ClipShape(null, new ClipTextShape(64, 3, 1, 32,
            SmallVocabulary.Count), 16, ClipActivation.QuickGelu), seed: 3);
        var shape = new PromptShape(5, 2, 3, 64);
        var model = new PromptModel(shape, shape.Random(1), new float[32], "");
        string path = _folder["epoch_15.pth"];
        using (FileStream file = File.Create(path))
            PromptCheckpoint.Write(file, model, clip);
        PromptModel back = PromptCheckpoint.Read(path, clip, halfDeepTokens: false);
        Assert.Equal(shape, back.Shape);
        Assert.Equal(model.Prompts, back.Prompts);
        using WeightFile written = WeightFile.Open(path), theirs = WeightFile.Open(Checkpoint);
        Assert.Equal(theirs.Entries.Select(entry => entry.Name).Order(), written.Entries.Select(entry => entry.Name)
            .Order());
    }

    [Fact]
    public void Read_WithAnotherClip_SaysSo()
    {
        using ClipModel other = ClipModel.Random(_oracle.Model.Shape, seed: 9),
            narrow = ClipModel.Random(_oracle.Model.Shape with
            {
                Text = _oracle.Model.Shape.Text! with { Width = 64, Heads = 1 },
            }, seed: 1);
        Assert.Contains("learnt with another CLIP", Assert.Throws<WeightFormatException>(() =>
            PromptCheckpoint.Read(Checkpoint, other, false)).Message);
        Assert.Contains("made for a text width of 40, random weights (seed 1) has 64",
            Assert.Throws<WeightFormatException>(() => PromptCheckpoint.Read(Checkpoint, narrow, false)).Message);
    }

    [Fact]
    public void Read_OfNoCheckpoint_SaysWhichTensorIsMissing()
        => Assert.Contains("it has no tensor 'prompt_learner.ctx_pos'", Assert.Throws<WeightFormatException>(() =>
            PromptCheckpoint.Read(SharedFiles.Oracle(Path.Combine("pointad", "clip_tiny_hf.safetensors")),
                _oracle.Model, false)).Message);
}
