using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Pipeline3D.ScaleModel;

/// <summary>What the scans of a run cost, read from its folder.</summary>
/// <remarks>All blocks and scans of the run count: for scans a day, a run that scores with saved models. Busy seconds
/// are by the clock, so that another load of the machine counts too.</remarks>
/// <param name="Pipeline">Name of the pipeline.</param>
/// <param name="Cores">Cores of its machine.</param>
/// <param name="Scans">Scans that were read.</param>
/// <param name="Costs">What one of them costs.</param>
/// <param name="Blocks">Busy seconds per scan of each block, most first; zeros left out.</param>
/// <param name="FilesSeen">How many files of scans were found; without any the size is the basis's.</param>
public sealed record MeasuredRun(string Pipeline, string Cores, long Scans, ScanCosts Costs,
    IReadOnlyList<(string Block, double Seconds)> Blocks, int FilesSeen)
{
    /// <summary>Reads a run.</summary>
    /// <param name="folder">Folder of a run that ended, and was not resumed.</param>
    /// <param name="basis">Costs that a run does not tell: queue, coordinator, journal.</param>
    /// <exception cref="InvalidDataException">It is no such folder.</exception>
    public static MeasuredRun Read(string folder, ScanCosts basis)
    {
        string manifest = Path.Combine(folder, "manifest.json"),
            journal = Path.Combine(folder, "journal", "journal.db");
        foreach (string file in new[] { manifest, journal })
            if (!File.Exists(file))
                throw new InvalidDataException($"{file} is not there: name the folder of a run that has ended");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(manifest));
        JsonElement root = document.RootElement, counts = root.GetProperty("counts");
        long scans = counts.GetProperty("read").GetInt64();
        if (scans == 0 || counts.GetProperty("resumed").GetInt64() > 0)
            throw new InvalidDataException($"{manifest} tells of {scans} scans read and "
                + $"{counts.GetProperty("resumed").GetInt64()} resumed; times are those of a run that read all of its "
                + "scans: run it again with --overwrite");
        (string Block, double Seconds)[] blocks = [.. root.GetProperty("blocks").EnumerateArray()
            .Select(block => (block.GetProperty("id").GetString()!,
                block.GetProperty("busy_seconds").GetDouble() / scans))
            .Where(block => block.Item2 > 0).OrderByDescending(block => block.Item2)];
        long[] files = InputSizes(folder);
        return new MeasuredRun(root.GetProperty("pipeline").GetString()!,
            root.GetProperty("machine").GetProperty("cores").GetString()!, scans, basis with
            {
                Seconds = blocks.Sum(block => block.Seconds),
                InputBytes = files.Length > 0 ? files.Average() : basis.InputBytes,
                MapBytes = Below(Path.Combine(folder, "maps")) / (double)scans,
                PartBytes = Parts(journal) / (double)scans,
            }, blocks, files.Length);
    }

    // The file that the scan is named by; colours and masks beside it are not counted.
    private static long[] InputSizes(string folder) => [.. File.ReadLines(Path.Combine(folder, "inputs.jsonl"))
        .Select(line =>
        {
            using JsonDocument input = JsonDocument.Parse(line);
            string path = input.RootElement.GetProperty("input").GetString()!;
            return File.Exists(path) ? new FileInfo(path).Length : 0;
        }).Where(size => size > 0)];

    private static long Below(string folder) => !Directory.Exists(folder) ? 0
        : new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    private static long Parts(string journal)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = journal, Mode = SqliteOpenMode.ReadOnly, Pooling = false,
        }.ToString());
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT COALESCE(SUM(LENGTH(data)), 0) FROM contributions";
        return (long)command.ExecuteScalar()!;
    }
}
