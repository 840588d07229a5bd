using System.Runtime.CompilerServices;
using Pipeline3D.Blocks.Methods;
using Pipeline3D.Core.Blocks;
using Pipeline3D.Core.Items;
using Pipeline3D.Core.Live;
using Pipeline3D.Core.Recipes;
using Pipeline3D.Core.Runs;
using Pipeline3D.Detection.Artifacts;
using Pipeline3D.Detection.Contracts;

namespace Pipeline3D.Blocks.Sources;

/// <summary>Reads models that <c>sink.models</c> saved, as the one value that a scoring block needs
/// beforehand.</summary>
[Block("source.models", Summary = "Load saved models.")]
public sealed class ModelsSource : SourceBlock3D<ModelSet>, IGivesModels
{
    private readonly ModelsSourceOptions _options;
    private readonly ModelFolder _folder;
    private readonly Func<string, MethodRunner?> _methods;
    private ModelSet? _models;

    /// <summary>Reads models of the methods there are.</summary>
    public ModelsSource(ModelsSourceOptions options, IServiceProvider services, MethodCatalogue? methods = null)
        : base(options)
    {
        (_options, _folder) = (options, new ModelFolder(options.Folder));
        _methods = (methods ?? new MethodCatalogue(typeof(MethodType).Assembly)).Runners(services);
    }

    /// <inheritdoc/>
    public IReadOnlyList<Recipe> Recipes => _folder.IsFormer
        ? [.. _folder.Read(_methods).Models.Values.Select(model => model.About.Recipe).Distinct()]
        : [.. _folder.ReadAbout().Select(about => about.Recipe).Distinct()];

    /// <summary>Reads the models before anything runs, so that one that cannot be used is told at once.</summary>
    public override ValueTask StartAsync(RunContext run, CancellationToken stop)
    {
        if (!_folder.HasModels)
            throw new DirectoryNotFoundException($"{_options.Folder} holds no saved models: there is no "
                + $"*{ArtifactFile.Extension} file; give the models folder of a run that had a sink.models");
        _models = _folder.Read(_methods);
        foreach (TrainedModel model in _models.Models.Values)
            model.Method.CheckScoring(model.Options);
        foreach (string category in _models.Models.Keys)
            run.Live?.Serve(new ServedModel(category) { IsLoaded = true });
        if (_folder.IsFormer)
            run.AddRemark($"{_options.Folder} holds models of version 0.1, which are read for one version more; "
                + $"convert them: pipeline3d models convert {_options.Folder} NEW-FOLDER --pipeline "
                + "THE-FILE-THAT-LEARNT-THEM");
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<SourceEntry<ModelSet>> ListAsync(
        RunContext run, [EnumeratorCancellation] CancellationToken stop)
    {
        FileInfo[] files = File.Exists(_options.Folder) ? [new FileInfo(_options.Folder)]
            : [.. new DirectoryInfo(_options.Folder).EnumerateFiles().Where(file => file.Name[0] != '.')
                .OrderBy(file => file.Name, StringComparer.Ordinal)];
        yield return new SourceEntry<ModelSet>(new ItemId("", "", "", "", "models"), _options.Folder,
            files.Sum(file => file.Length), _ => new(_models!)) { Files = [.. files.Select(file => file.FullName)] };
        await ValueTask.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override ValueTask<long?> CountAsync(RunContext run, CancellationToken stop) => new(1);
}
