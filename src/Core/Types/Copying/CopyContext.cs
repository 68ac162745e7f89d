namespace Flink.Core.Types.Copying;

/// <summary>Which objects of the current record were copied already, for types whose objects may refer to each other in cycles.</summary>
internal sealed class CopyContext
{
    [ThreadStatic]
    private static CopyContext? _cached;

    private readonly Dictionary<object, object> _copies = new(ReferenceEqualityComparer.Instance);

    public static CopyContext Rent()
    {
        var context = _cached ?? new CopyContext();
        _cached = null;
        return context;
    }

    /// <summary>Gives the context back; one that an exception left behind is simply collected.</summary>
    public void Return() => _cached = this;

    public bool TryFind(object original, out object? copy) => _copies.TryGetValue(original, out copy);

    public void Add(object original, object copy) => _copies.Add(original, copy);

    public void Forget()
    {
        if (_copies.Count > 0)
        {
            _copies.Clear();
        }
    }
}
