using System.Collections.Immutable;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Options;
using Pipeline3D.Core.Recipes;
using Pipeline3D.Data;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Models;

namespace Pipeline3D.Detection.Contracts;

/// <summary>A model with its method and options: scores scans, and can be saved.</summary>
/// <param name="Method">The method.</param>
/// <param name="Options">The options that it was learnt with.</param>
/// <param name="Model">The model.</param>
/// <param name="About">What its file says of it.</param>
public sealed record TrainedModel(MethodRunner Method, MethodOptions Options, object Model, ModelArtifact About)
    : IDisposable
{
    /// <summary>Names a model that was just learnt.</summary>
    /// <param name="method">The method.</param>
    /// <param name="options">Its options.</param>
    /// <param name="model">The model.</param>
    /// <param name="category">Group that it was learnt for.</param>
    /// <param name="recipe">How its scans were prepared.</param>
    /// <param name="trainingHash">Fingerprint of the training scans.</param>
    /// <param name="scans">Their number.</param>
    public static TrainedModel Of(MethodRunner method, MethodOptions options, object model, string category,
        Recipe recipe, string trainingHash, int scans) => new(method, options, model, new ModelArtifact
        {
            Method = method.Type.Id,
            MethodVersion = method.Type.Declared.Version,
            Category = category,
            Options = OptionRecord.Write(options, property => !property.IsDefined(typeof(RunOnlyAttribute), true)),
            Recipe = recipe,
            TrainingHash = trainingHash,
            TrainingScans = scans,
        });

    /// <summary>Scores a scan that was prepared as the recipe says, up to the method's own part, which is done
    /// here.</summary>
    /// <exception cref="ItemRejectedException">The scan cannot be used.</exception>
    public Scores Score(Scan scan, MethodContext context)
        => Method.Score(Model, scan, Method.Prepare(scan, Options, context), Options, context);

    /// <summary>Writes the model's file.</summary>
    public void Save(Stream stream)
    {
        var tensors = new ArtifactWriter();
        Method.Save(Model, tensors);
        ArtifactFile.Write(stream, About, tensors);
    }

    /// <summary>Reads a model's file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="find">Gives a method by its id; null when there is none.</param>
    /// <exception cref="ModelFormatException">It is damaged, or of a method or version that is not here.</exception>
    public static TrainedModel Load(string path, Func<string, MethodRunner?> find)
        => ArtifactFile.Read(path, (about, file) =>
        {
            MethodRunner method = find(about.Method) ?? throw file.Error($"it is a model of '{about.Method}', a method "
                + "that is not here; load the plug-in that it comes from (--plugin)");
            if (about.MethodVersion != method.Type.Declared.Version)
                throw file.Error($"it was learnt with version {about.MethodVersion} of {about.Method}, this program "
                    + $"has version {method.Type.Declared.Version}: learn the model anew, or use the program of then");
            ArtifactFile.RequireWhole(path);
            try
            {
                var options = (MethodOptions)OptionRecord.Read(method.Type.OptionsType, about.Options);
                return new TrainedModel(method, options, method.Load(file, options), about);
            }
            catch (Exception cause) when (cause is FormatException or OptionsException)
            {
                throw new ModelFormatException(path, $"its options cannot be used: {cause.Message}; learn the model "
                    + "anew", cause);
            }
            catch (ArgumentException cause)
            {
                throw new ModelFormatException(path, $"{cause.Message}; learn the model anew", cause);
            }
        });

    /// <inheritdoc/>
    public void Dispose() => (Model as IDisposable)?.Dispose();
}
