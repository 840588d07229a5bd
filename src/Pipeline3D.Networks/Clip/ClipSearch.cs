using Pipeline3D.Weights;

namespace Pipeline3D.Networks.Clip;

/// <summary>Finds files of published models where people keep them. Nothing is downloaded.</summary>
public static class ClipSearch
{
    /// <summary>Folder of weights that is looked into first.</summary>
    public const string Variable = WeightPlaces.Variable;

    internal const string VocabularyAdvice = $"the published one is {ClipTokenizer.FileName} of "
        + "https://github.com/openai/CLIP (folder clip, 1,356,917 bytes, sha256 "
        + "924691ac288e54409236115652ad4aa250f48203de50a9e4722a6ecd48d6804a)";

    private static readonly string[] Inside =
        ["model.safetensors", "open_clip_model.safetensors", "pytorch_model.bin", "open_clip_pytorch_model.bin"];

    /// <summary>Names of models that can be asked for.</summary>
    public static IReadOnlyList<string> Models { get; } =
        [.. ClipPublished.All.Select(item => item.Model).Distinct(StringComparer.Ordinal)];

    /// <summary>The file of a model.</summary>
    /// <param name="weights">A model's name, a file, or a folder that holds one.</param>
    /// <returns>Path of the file taken.</returns>
    /// <remarks>A name is looked for in the folder that PIPELINE3D_WEIGHTS names, in ~/.cache/pipeline3d/weights, in
    /// OpenAI's own cache (~/.cache/clip) and in Hugging Face's (~/.cache/huggingface/hub), in this order.</remarks>
    /// <exception cref="FileNotFoundException">There is none; the message says where it was looked for and names the
    /// files that would do.</exception>
    public static string Find(string weights) => Find(weights, Environment.GetEnvironmentVariable(Variable),
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    /// <summary>The published vocabulary.</summary>
    /// <param name="path">The file or its folder; null: it is looked for in the folders of weights.</param>
    /// <exception cref="FileNotFoundException">There is none; the message says where to get it.</exception>
    public static string FindVocabulary(string? path = null) => FindVocabulary(path,
        Environment.GetEnvironmentVariable(Variable), Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    internal static string Find(string weights, string? folder, string home)
    {
        if (File.Exists(weights))
            return weights;
        if (Directory.Exists(weights))
            return Within(weights) ?? throw new FileNotFoundException($"the folder {weights} holds no weights: "
                + $"{string.Join(", ", Inside)}, or exactly one .safetensors, .pt or .pth file are looked for");
        ClipPublished[] files = [.. ClipPublished.All.Where(item => item.Model == weights)];
        if (files.Length == 0)
            throw new FileNotFoundException($"there is no file or folder {weights}, and it is no model that is known "
                + $"by name: {string.Join(", ", Models)}");
        var tried = new List<string>();
        foreach (string place in Places(folder, home))
        {
            tried.Add(place);
            string[] names = [$"{weights}.safetensors", .. files.Where(item => !Inside.Contains(item.FileName))
                .Select(item => item.FileName), $"{weights}.pt"];
            if (names.Select(name => Path.Combine(place, name)).FirstOrDefault(File.Exists) is { } found)
                return found;
            if (Path.Combine(place, weights) is var own && Directory.Exists(own) && Within(own) is { } inside)
                return inside;
        }
        string hub = Path.Combine(home, ".cache", "huggingface", "hub");
        tried.Add(hub);
        foreach (ClipPublished file in files)
            if (file.Repository is { } repository && Snapshot(hub, repository) is { } found)
                return found;
        throw new FileNotFoundException($"no weights of {weights} in {string.Join(", ", tried)}. Nothing is "
            + $"downloaded: put one of these into ~/.cache/pipeline3d/weights, or into the folder that {Variable} "
            + $"names: {string.Join("; ", files.Select(item => item.ToString()))}");
    }

    internal static string FindVocabulary(string? path, string? folder, string home)
    {
        string[] places = path is not null ? [path] : [.. Places(folder, home)];
        foreach (string place in places)
            foreach (string candidate in new[] { place, Path.Combine(place, ClipTokenizer.FileName),
                Path.Combine(place, Path.GetFileNameWithoutExtension(ClipTokenizer.FileName)) })
                if (File.Exists(candidate))
                    return candidate;
        throw new FileNotFoundException($"no vocabulary in {string.Join(", ", places)}, so texts cannot become tokens; "
            + VocabularyAdvice);
    }

    private static IEnumerable<string> Places(string? folder, string home)
        => [.. WeightPlaces.FoldersOf(folder, home), Path.Combine(home, ".cache", "clip")];

    private static string? Within(string folder)
    {
        if (Inside.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is { } known)
            return known;
        string[] others = [.. Directory.EnumerateFiles(folder).Where(path
            => Path.GetExtension(path) is ".safetensors" or ".pt" or ".pth")];
        return others.Length == 1 ? others[0] : null;
    }

    private static string? Snapshot(string hub, string repository)
    {
        string snapshots = Path.Combine(hub, $"models--{repository.Replace("/", "--", StringComparison.Ordinal)}",
            "snapshots");
        return !Directory.Exists(snapshots) ? null : Directory.EnumerateDirectories(snapshots)
            .OrderByDescending(Directory.GetLastWriteTimeUtc).Select(Within).FirstOrDefault(found => found is not null);
    }
}
