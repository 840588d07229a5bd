namespace Pipeline3D.Geometry.Clusters;

/// <summary>Union-find with path halving; the root of a set is its lowest member.</summary>
internal sealed class DisjointSets
{
    private readonly int[] _parent;

    public DisjointSets(int count)
    {
        _parent = new int[count];
        for (int i = 0; i < count; i++)
            _parent[i] = i;
    }

    public int Find(int member)
    {
        while (_parent[member] != member)
            member = _parent[member] = _parent[_parent[member]];
        return member;
    }

    public void Join(int left, int right)
    {
        (left, right) = (Find(left), Find(right));
        _parent[Math.Max(left, right)] = Math.Min(left, right);
    }
}
