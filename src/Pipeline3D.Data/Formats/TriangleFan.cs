namespace Pipeline3D.Data.Formats;

/// <summary>Collects polygons as triangles that share the polygon's first vertex.</summary>
internal sealed class TriangleFan
{
    private readonly List<int> _indices = [];
    private int _first, _previous, _corners;

    /// <summary>Begins a polygon; one of fewer than three corners gives no triangle.</summary>
    internal void Begin() => _corners = 0;

    /// <summary>Adds a corner to the polygon.</summary>
    /// <param name="vertex">0-based; the caller has checked it.</param>
    internal void Add(int vertex)
    {
        if (_corners == 0)
            _first = vertex;
        else if (_corners >= 2)
            _indices.AddRange([_first, _previous, vertex]);
        _previous = vertex;
        _corners++;
    }

    /// <summary>Largest vertex of any triangle; -1 when there is none.</summary>
    internal int Largest => _indices.Count == 0 ? -1 : _indices.Max();

    /// <summary>The triangles; shape [m, 3].</summary>
    internal int[] ToArray() => [.. _indices];
}
