using Pipeline3D.Core.Items;
using Pipeline3D.Core.Live;

namespace Pipeline3D.Ingestion.Intake;

/// <summary>One scan in a spool: a folder of its own with its files and <c>arrival.json</c>.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Note">What <c>arrival.json</c> says.</param>
internal sealed record SpooledScan(string Folder, SpoolNote Note)
{
    /// <summary>Who the scan is.</summary>
    public ItemId Id => new("live", Note.Category, "", "", Note.Name);

    /// <summary>Its file of coordinates.</summary>
    public string Cloud => Path.Combine(Folder, Note.Cloud);

    /// <summary>The scan as the run takes it.</summary>
    /// <param name="acceptedAt">When it was accepted; null when an earlier process did.</param>
    public Arrival ToArrival(long? acceptedAt = null) => new(Id, Note.Input, Cloud)
    {
        Colour = Note.Colour is null ? null : Path.Combine(Folder, Note.Colour),
        AcceptedAt = acceptedAt,
        Truth = Note.Truth is null ? null : Path.Combine(Folder, Note.Truth),
    };

    /// <summary>Removes the scan and its files.</summary>
    /// <remarks>It is no whole scan any more from the first step on: of what a kill leaves then, the next start
    /// clears.</remarks>
    public void Delete()
    {
        if (!Directory.Exists(Folder))
            return;
        string going = Folder + Spool.Part;
        Directory.Move(Folder, going);
        Directory.Delete(going, recursive: true);
    }
}
