using System.Runtime.CompilerServices;

namespace Flink.Core.Serialization.Formats;

/// <summary>Objects that no constructor touched: cloning one is the cheapest way to get another.</summary>
internal static class Blanks
{
    /// <summary>An object of a class with all fields zero; null for structs and what has no objects of its own.</summary>
    public static object? Of(Type type)
    {
        if (type.IsValueType || type.IsAbstract)
        {
            return null;
        }

        var blank = RuntimeHelpers.GetUninitializedObject(type);
        GC.SuppressFinalize(blank);
        return blank;
    }
}
