namespace Pipeline3D.Ingestion.Intake;

/// <summary>What is remembered of a spooled scan beside its files.</summary>
/// <param name="Category">Its category.</param>
/// <param name="Name">Its name, unique.</param>
/// <param name="Input">Where it came from, for people.</param>
/// <param name="Cloud">Name of its file of coordinates.</param>
/// <param name="Colour">Name of its colour image; null when there is none.</param>
/// <param name="Truth">Name of its mask; null when there is none.</param>
internal sealed record SpoolNote(string Category, string Name, string Input, string Cloud, string? Colour = null,
    string? Truth = null);
