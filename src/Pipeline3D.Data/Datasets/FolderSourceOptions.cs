namespace Pipeline3D.Data.Datasets;

/// <summary>Options of <see cref="FolderLayout"/> and its source.</summary>
public sealed record FolderSourceOptions : DatasetSourceOptions
{
    /// <summary>Whether every table of numbers (.csv, .txt) is a scan; otherwise only those whose titles name x, y and
    /// z. Default no: a list of parts is a table too.</summary>
    public bool Tables { get; init; }
}
