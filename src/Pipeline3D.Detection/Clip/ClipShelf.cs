using System.Collections.Concurrent;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Networks.Clip;
using Pipeline3D.Networks.Guards;

namespace Pipeline3D.Detection.Clip;

/// <summary>The CLIP models that are open, so that all blocks of a program share one copy of each tower.</summary>
/// <remarks>A program offers one to the methods it makes; a method that is offered none makes its own. Safe for
/// concurrent use. A tower is loaded when it is first asked for and stays until the shelf is disposed; one that could
/// not be loaded is tried again by whoever asks next.</remarks>
public sealed class ClipShelf : IDisposable
{
    private readonly ConcurrentDictionary<(string Weights, ClipLoading Loading), Lazy<OpenClip>> _open = new();

    private readonly FileHashes _hashes = new(ClipSearch.Find);

    /// <summary>A model's towers.</summary>
    /// <param name="weights">A file, a folder, the name of a published model, or <c>random:</c> and one of
    /// these.</param>
    /// <param name="loading">Which towers, and what no file says.</param>
    /// <exception cref="IOException">There is no such file; the message says which would do.</exception>
    internal OpenClip Open(string weights, ClipLoading loading)
    {
        Lazy<OpenClip> open = _open.GetOrAdd((weights, loading),
            key => new Lazy<OpenClip>(() => OpenClip.Load(key.Weights, key.Loading)));
        try
        {
            return open.Value;
        }
        catch
        {
            // A failure is no model: whoever asks next looks for the file again.
            _open.TryRemove(KeyValuePair.Create((weights, loading), open));
            throw;
        }
    }

    /// <summary>The vision tower that options name; what to look at before trusting it is told.</summary>
    /// <exception cref="IOException">There is no such file.</exception>
    internal OpenClip Vision(ClipTowerOptions options, MethodContext context)
    {
        OpenClip clip = Open(options.Weights, options.Loading(ClipParts.Vision));
        foreach (string warning in clip.Model.Report.Warnings)
            context.Remark($"{clip.Model.Report.FilePath}: {warning}");
        return clip;
    }

    /// <summary>SHA-256 of the file of weights that options name, by which outputs made with another file under the
    /// same name are told apart; empty when it is not there.</summary>
    /// <remarks>Cost: one pass over the file, the first time.</remarks>
    internal string FilesKey(ClipTowerOptions options) => _hashes.Of(OpenClip.NameOf(options.Weights));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Lazy<OpenClip> open in _open.Values)
            if (open.IsValueCreated)
                open.Value.Dispose();
        _open.Clear();
    }
}

/// <summary>An open model with the one lane that its networks run in.</summary>
internal sealed class OpenClip : IDisposable
{
    private const string RandomPrefix = "random:";

    private OpenClip(ClipModel model) => (Model, Lane) = (model, new DeviceLane("cpu", Environment.ProcessorCount));

    /// <summary>The towers.</summary>
    public ClipModel Model { get; }

    /// <summary>Whoever runs a tower enters it.</summary>
    public DeviceLane Lane { get; }

    /// <summary>Whether weights are those of a control: drawn at random.</summary>
    public static bool IsRandom(string weights) => weights.StartsWith(RandomPrefix, StringComparison.Ordinal);

    /// <summary>The weights without the word that draws them at random.</summary>
    public static string NameOf(string weights) => IsRandom(weights) ? weights[RandomPrefix.Length..] : weights;

    public static OpenClip Load(string weights, ClipLoading loading)
    {
        if (!IsRandom(weights))
            return new OpenClip(ClipModel.Load(ClipSearch.Find(weights), loading));
        // A control has the shape of a real model and nothing of what it learnt.
        using ClipModel shape = ClipModel.Load(ClipSearch.Find(NameOf(weights)), loading);
        return new OpenClip(ClipModel.Random(shape.Shape, seed: 0));
    }

    public void Dispose()
    {
        Model.Dispose();
        Lane.Dispose();
    }
}
