using Flink.Core.Types;

namespace Flink.Core.Serialization.Formats;

/// <summary>Objects of classes that derive from the declared one: a byte 2, the class's place among <see cref="DerivedClasses"/>, the object.</summary>
internal static class DerivedFormat<T>
    where T : class
{
    public const byte Header = 2;

    private static readonly Type[] Types = DerivedClasses.Of(typeof(T));

    private static readonly DerivedObject<T>[] Objects =
    [
        .. Types.Select(type => (DerivedObject<T>)Activator.CreateInstance(
            typeof(DerivedObject<,,>).MakeGenericType(typeof(T), type, FormatRules.FormatOf(type)))!),
    ];

    private static readonly Dictionary<Type, int> Places = Types.Index().ToDictionary(pair => pair.Item, pair => pair.Index);

    public static void Write(ref RecordWriter writer, T value)
    {
        if (!Places.TryGetValue(value.GetType(), out var place))
        {
            throw Refuse(value.GetType());
        }

        writer.Write(Header);
        writer.WriteVarint((ulong)place);
        Objects[place].Write(ref writer, value);
    }

    /// <summary>Reads what follows a first byte that is not 1.</summary>
    public static void Read(ref RecordReader reader, byte header, out T? value)
    {
        value = null;
        if (header == 0)
        {
            return;
        }

        if (header != Header)
        {
            reader.ThrowCorrupt($"{header} does not announce an object");
        }

        var place = reader.ReadVarint();
        if (place >= (ulong)Objects.Length)
        {
            reader.ThrowCorrupt($"there is no class {place} among the {Objects.Length} that derive from '{TypeNames.Display(typeof(T))}'");
        }

        value = Objects[place].Read(ref reader);
        if (value is null)
        {
            reader.ThrowCorrupt("an object is announced and null follows");
        }
    }

    private static FlinkException Refuse(Type actual)
    {
        if (FormatRules.Refuse(actual) is { } reason)
        {
            return new FlinkException(
                $"An object of class '{TypeNames.Display(actual)}' cannot be serialized where '{TypeNames.Display(typeof(T))}' is declared. {reason.Message}",
                reason);
        }

        return ObjectGuard.OtherClass(
            actual,
            typeof(T),
            RecordFields.IsFramework(typeof(T))
                ? "Declare the class itself"
                : "Only classes of the same assembly, and no generic ones, can stand for the declared one. Move the class there, or declare it");
    }
}
