namespace Pipeline3D.Engine.Runs;

/// <summary>Which numbers of a growing row are open, and the lowest of them.</summary>
/// <remarks>Numbers are opened one after the other from 0. Memory: a byte for each from the lowest open one to the
/// newest; time: O(1) per number. Not thread-safe.</remarks>
internal sealed class OpenNumbers
{
    private bool[] _isOpen = new bool[64];
    private long _lowest, _next;

    /// <summary>The lowest open one; <see cref="long.MaxValue"/> when none is.</summary>
    public long Lowest => _lowest == _next ? long.MaxValue : _lowest;

    /// <summary>How many were opened so far.</summary>
    public long Opened => _next;

    /// <summary>Opens the next number.</summary>
    public long Open()
    {
        if (_next - _lowest == _isOpen.Length)
            Grow();
        _isOpen[_next & (_isOpen.Length - 1)] = true;
        return _next++;
    }

    /// <summary>Closes an open number.</summary>
    /// <returns>Whether it was the lowest.</returns>
    public bool Close(long number)
    {
        _isOpen[number & (_isOpen.Length - 1)] = false;
        if (number != _lowest)
            return false;
        while (_lowest < _next && !_isOpen[_lowest & (_isOpen.Length - 1)])
            _lowest++;
        return true;
    }

    private void Grow()
    {
        bool[] larger = new bool[2 * _isOpen.Length];
        for (long number = _lowest; number < _next; number++)
            larger[number & (larger.Length - 1)] = _isOpen[number & (_isOpen.Length - 1)];
        _isOpen = larger;
    }
}
