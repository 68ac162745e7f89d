using System.Reflection;
using System.Reflection.Emit;
using Flink.Core.Serialization.Schemas;

namespace Flink.Core.Serialization.Evolution;

/// <summary>Generates the function that fills a record from bytes of an older schema, so that nothing is reflective per record.</summary>
internal static class EvolutionCode
{
    /// <summary>Fills the fields of a record.</summary>
    public delegate void FillRecord<T>(ref RecordReader reader, ref T record);

    private static readonly MethodInfo SkipMethod = typeof(EvolutionCode).GetMethod(nameof(Skip), BindingFlags.Static | BindingFlags.NonPublic)!;

    /// <summary>Generates the function.</summary>
    /// <param name="schema">The schema that the bytes were written under.</param>
    /// <param name="fields">For each field that was written the field of today and an <see cref="Evolved{T}"/> for it, or null for both.</param>
    public static FillRecord<T> Compile<T>(RecordSchema schema, IReadOnlyList<(SchemaField Written, FieldInfo? Today, object? Reader)> fields)
    {
        var type = typeof(T);
        var method = new DynamicMethod(
            $"Evolve {type.Name}",
            null,
            [typeof(object[]), typeof(RecordReader).MakeByRefType(), type.MakeByRefType()],
            typeof(EvolutionCode).Module,
            true);
        var il = method.GetILGenerator();
        List<object> constants = [schema];
        foreach (var (written, today, reader) in fields)
        {
            if (today is null)
            {
                EmitConstant(il, 0, typeof(RecordSchema));
                il.Emit(OpCodes.Ldc_I4, written.Node);
                il.Emit(OpCodes.Ldarg_1);
                il.Emit(OpCodes.Call, SkipMethod);
                continue;
            }

            var evolved = typeof(Evolved<>).MakeGenericType(today.FieldType);
            EmitConstant(il, constants.Count, evolved);
            constants.Add(reader!);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldarg_2);
            if (!type.IsValueType)
            {
                il.Emit(OpCodes.Ldind_Ref);
            }

            il.Emit(OpCodes.Ldflda, today);
            il.Emit(OpCodes.Callvirt, evolved.GetMethod(nameof(Evolved<int>.Read))!);
        }

        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<FillRecord<T>>(constants.ToArray());
    }

    private static void EmitConstant(ILGenerator il, int index, Type type)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4, index);
        il.Emit(OpCodes.Ldelem_Ref);
        il.Emit(OpCodes.Castclass, type);
    }

    private static void Skip(RecordSchema schema, int place, ref RecordReader reader) => SchemaSkip.Skip(schema, place, ref reader);
}
