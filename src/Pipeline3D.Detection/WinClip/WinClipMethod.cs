using System.Collections.Immutable;
using Pipeline3D.Core.Items;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Clip;
using Pipeline3D.Detection.Clip.Pictures;
using Pipeline3D.Detection.Clip.Prompts;
using Pipeline3D.Detection.Contracts;
using Pipeline3D.Networks;
using Pipeline3D.Networks.Clip;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipeline3D.Detection.WinClip;

/// <summary>WinCLIP: windows of a picture are held against prompts of normal and anomalous states by CLIP's frozen
/// towers; in the few-shot form also against windows of normal pictures.</summary>
/// <remarks>Source: Jeong and others 2023; README.md beside this file says how this one differs. The zero-shot form
/// learns nothing: of the scans of a fit it takes the name of their category.</remarks>
[Method("winclip", Title = "WinCLIP", Paper = "arXiv:2303.14814", IsSeeded = false)]
public sealed class WinClipMethod : IMethod<WinClipOptions, WinClipSample, WinClipModel>
{
    private readonly ClipShelf _shelf;

    /// <summary>Makes the method.</summary>
    /// <param name="shelf">The program's open models; null for its own.</param>
    public WinClipMethod(ClipShelf? shelf = null) => _shelf = shelf ?? new ClipShelf();

    /// <inheritdoc/>
    public ISampleCodec<WinClipSample> Samples => WinClipSampleCodec.Instance;

    /// <inheritdoc/>
    public ScanNeeds Needs(WinClipOptions options)
        => new() { Grid = true, Colour = options.Picture == PictureKind.Rgb };

    /// <summary>The zero-shot form takes any scan of a category, the few-shot form normal ones.</summary>
    public bool LearnsFromLabelled(WinClipOptions options) => options.Shots == 0;

    /// <summary>Looks for the text tower and the vocabulary.</summary>
    public void Check(WinClipOptions options) => options.CheckFiles();

    /// <summary>Looks for the vision tower.</summary>
    public void CheckPreparation(WinClipOptions options) => options.CheckWeights(ClipParts.Vision);

    /// <summary>Takes the scan's picture and its windows through the tower.</summary>
    public WinClipSample Prepare(Scan scan, WinClipOptions options, MethodContext context)
    {
        OpenClip clip = _shelf.Vision(options, context);
        ClipVision vision = clip.Model.Vision;
        int size = options.PictureSize > 0 ? options.PictureSize : vision.Shape.Image;
        var picture = new float[3 * size * size];
        ClipPicture.Normalise(ScanPicture.Of(scan, options.Picture, size, context), picture);
        try
        {
            return clip.Lane.Run(device =>
            {
                using DisposeScope scope = NewDisposeScope();
                return WinClipSample.Of(vision, Tensors.From(picture, 1, 3, size, size).to(device),
                    options.Store == FeaturePrecision.Half, clip.Model.Report.Sha256);
            }, context.Stop);
        }
        catch (NotFiniteNumberException cause)
        {
            throw context.Reject(RejectReason.NotANumber, cause.Message, cause);
        }
    }

    /// <summary>The weights.</summary>
    public string FilesKey(WinClipOptions options) => _shelf.FilesKey(options);

    /// <summary>Windows and patches of a picture of 240 pixels.</summary>
    public long SampleBytes(WinClipOptions options, long points)
    {
        const long Windows = 1 + 196 + 169, Length = 640, Patches = 225, Width = 896;
        return (options.Store == FeaturePrecision.Half ? 2 : 4) * ((Windows * Length) + (Patches * Width));
    }

    /// <inheritdoc/>
    public IFit<WinClipSample, WinClipModel> Begin(WinClipOptions options) => new Fit(options, _shelf);

    /// <inheritdoc/>
    public Scores Score(WinClipModel model, Scan scan, WinClipSample sample, WinClipOptions options,
        MethodContext context)
    {
        SameWeights.Require(sample.WeightsHash, model.Text.WeightsHash, context);
        (float whole, float[] map) = WinClipScoring.Score(sample, model.Text.Text, model.References, options.Variant,
            context.Threads, context.Stop);
        return new Scores(whole, ScanPicture.OnGrid(map, new PatchGrid(sample.Side, sample.Size), scan.Grid!));
    }

    /// <inheritdoc/>
    public void Save(WinClipModel model, ArtifactWriter file)
    {
        model.Text.Save(file);
        for (int scale = 0; scale < model.References.Length; scale++)
            file.Add($"references.{scale}", model.References[scale]);
    }

    /// <inheritdoc/>
    public WinClipModel Load(ArtifactReader file, WinClipOptions options) => new(TextModel.Load(file),
        options.Shots == 0 ? [] : [.. Enumerable.Range(0, WinClipSample.Sides.Length + 1).Select(scale =>
            file.Floats($"references.{scale}", -1))]);

    private sealed class Fit(WinClipOptions options, ClipShelf shelf) : IFit<WinClipSample, WinClipModel>
    {
        private readonly CategoryName _name = new();
        private readonly List<WinClipSample> _references = [];

        public long HeldBytes => _references.Sum(sample => sample.ByteSize);

        public void Add(WinClipSample sample, Role role, MethodContext context)
        {
            _name.Add(context);
            if (role == Role.Train && _references.Count < options.Shots)
                _references.Add(sample);
        }

        public WinClipModel Complete(IReadOnlyList<KeptSample<WinClipSample>> samples, FitRun run,
            CancellationToken stop)
        {
            string category = _name.Required;
            if (options.Shots > 0 && _references.Count == 0)
                throw new InvalidOperationException("no training scan was added; the few-shot form compares with one "
                    + "at least (shots: 0 is the zero-shot form)");
            if (_references.Count < options.Shots)
                run.Remark($"{category}: {_references.Count} references where {options.Shots} were asked for");
            TextModel text = TextModel.Of(shelf, options, category, (words, name) =>
                WinClipPrompts.Of(words, name, options.Variant), run, stop);
            foreach (WinClipSample reference in _references)
                SameWeights.Require(reference.WeightsHash, text.WeightsHash);
            ImmutableArray<float[]> references = _references.Count == 0 ? []
                : [.. Enumerable.Range(0, WinClipSample.Sides.Length + 1).Select(scale =>
                    _references.SelectMany(sample => sample.Scale(scale)).ToArray())];
            return new WinClipModel(text, references);
        }

        public void Dispose()
        {
        }
    }
}
