using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Networks.Clip;

namespace Pipeline3D.Detection.Clip.Prompts;

/// <summary>What fixed prompts make of a category: one feature for normal, one for anomalous.</summary>
public sealed class TextModel
{
    internal TextModel(float[] text, string weightsHash) => (Text, WeightsHash) = (text, weightsHash);

    /// <summary>Features of the normal and the anomalous prompts, of any length; shape [2, e].</summary>
    internal float[] Text { get; }

    /// <summary>SHA-256 of the weights that they were made with; empty for random ones.</summary>
    internal string WeightsHash { get; }

    /// <summary>Encodes the prompts of a category.</summary>
    /// <param name="shelf">Open models.</param>
    /// <param name="options">Weights, vocabulary and words.</param>
    /// <param name="category">The category; empty for any.</param>
    /// <param name="prompts">Gives the normal and the anomalous prompts for a name; of each state the mean
    /// counts.</param>
    /// <param name="run">Takes facts for the manifest.</param>
    /// <param name="stop">Ends the work.</param>
    /// <exception cref="InvalidOperationException">A prompt does not fit the text tower.</exception>
    internal static TextModel Of(ClipShelf shelf, ClipTextOptions options, string category,
        Func<PromptWords, string, (IReadOnlyList<string> Normal, IReadOnlyList<string> Anomalous)> prompts, FitRun run,
        CancellationToken stop)
    {
        OpenClip clip = shelf.Open(options.Weights, options.Loading(ClipParts.Text));
        try
        {
            PromptWords words = PromptWords.Open(clip.Model.Text.Shape, options.Vocabulary);
            string name = words.Known(options.Naming.WordsOf(category));
            (IReadOnlyList<string> normal, IReadOnlyList<string> anomalous) = prompts(words, name);
            run.Fact("weights", clip.Model.Report.FilePath);
            run.Fact("weights_sha256", clip.Model.Report.Sha256);
            run.Fact("called", name);
            run.Fact("prompts", $"{normal.Count} normal, {anomalous.Count} anomalous; {normal[0]} | {anomalous[0]}");
            return clip.Lane.Run(_ => new TextModel(
                [.. Mean(words.Encode(clip.Model, normal, stop), normal.Count),
                    .. Mean(words.Encode(clip.Model, anomalous, stop), anomalous.Count)],
                clip.Model.Report.Sha256), stop);
        }
        catch (ArgumentException cause)
        {
            throw new InvalidOperationException($"{cause.Message} ('words' changes "
                + "what a category is called)", cause);
        }
    }

    /// <summary>Writes all.</summary>
    internal void Save(ArtifactWriter file)
    {
        file.Add("text", Text, 2, Text.Length / 2);
        file.AddText("weights_hash", WeightsHash);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    internal static TextModel Load(ArtifactReader file)
        => new(file.Floats("text", 2, -1), file.Text("weights_hash"));

    // Of embeddings as they are, not of their directions, as the released programs do.
    private static float[] Mean(float[] rows, int count)
    {
        var mean = new float[rows.Length / count];
        for (int i = 0; i < mean.Length; i++)
        {
            double sum = 0;
            for (int row = 0; row < count; row++)
                sum += rows[(row * mean.Length) + i];
            mean[i] = (float)(sum / count);
        }
        return mean;
    }
}
