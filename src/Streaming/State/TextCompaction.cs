using System.Reflection;
using System.Reflection.Emit;
using Flink.Core.Types;

namespace Flink.Streaming.State;

/// <summary>Makes the UTF-8 strings in a value hold their own bytes, so that a value kept for long does not keep whole chunks of input alive.</summary>
/// <remarks>Reaches the strings in the value itself and in structs in it, not those behind references. Code is generated once per type.</remarks>
internal static class TextCompaction<T>
{
    /// <summary>Makes the strings of a value compact.</summary>
    /// <returns>Whether one was not.</returns>
    public delegate bool Compactor(ref T value);

    /// <summary>Null when the type has no such strings.</summary>
    public static readonly Compactor? Code = TextCompaction.HasText(typeof(T)) ? TextCompaction.Compile<T>() : null;
}

/// <summary>Generates the code of <see cref="TextCompaction{T}"/>.</summary>
internal static class TextCompaction
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly MethodInfo _compact = typeof(TextCompaction).GetMethod(nameof(Compact), BindingFlags.Static | BindingFlags.NonPublic)!;

    public static bool HasText(Type type) =>
        type == typeof(Utf8String)
        || (IsStructOfFields(type) && Array.Exists(type.GetFields(Fields), static field => HasText(field.FieldType)));

    // Emitted and not an expression tree, since the fields of records are read-only.
    public static TextCompaction<T>.Compactor Compile<T>()
    {
        var method = new DynamicMethod("Compact", typeof(bool), [typeof(T).MakeByRefType()], typeof(TextCompaction).Module, skipVisibility: true);
        var code = method.GetILGenerator();
        code.Emit(OpCodes.Ldc_I4_0);
        Emit(code, typeof(T), []);
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<TextCompaction<T>.Compactor>();
    }

    private static void Emit(ILGenerator code, Type type, List<FieldInfo> path)
    {
        if (type == typeof(Utf8String))
        {
            code.Emit(OpCodes.Ldarg_0);
            path.ForEach(field => code.Emit(OpCodes.Ldflda, field));
            code.Emit(OpCodes.Call, _compact);
            code.Emit(OpCodes.Or);
        }
        else if (IsStructOfFields(type))
        {
            foreach (var field in type.GetFields(Fields))
            {
                Emit(code, field.FieldType, [.. path, field]);
            }
        }
    }

    private static bool IsStructOfFields(Type type) => type.IsValueType && !type.IsPrimitive && !type.IsEnum;

    private static bool Compact(ref Utf8String text)
    {
        if (text.IsCompact)
        {
            return false;
        }

        text = text.Compact();
        return true;
    }
}
