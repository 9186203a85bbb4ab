// Replays one trace with one library and prints what it took, as JSON:
//
//   node --expose-gc peer.mjs LIBRARY TRACE
//
// With one author, every keystroke is a transaction of its own, and the update that
// others would get is made. With two, each keeps a copy and sends updates; what is
// timed is a third copy that takes the updates in the order of the trace.
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

const [, , name, traceName] = process.argv
const trace = JSON.parse(gunzipSync(readFileSync(`${process.env.ONEPLAN_TRACES}/${traceName}.json.gz`)))

// Each library as: make a copy for a site; edit it, giving the update; take an update
// of another's; the text; everything there is, as bytes.
const libraries = {
  async yjs () {
    const Y = await import('yjs')
    return {
      make (site) {
        const doc = new Y.Doc()
        doc.clientID = site + 1
        const copy = { doc, text: doc.getText('t'), update: null }
        doc.on('update', (u, origin) => { if (origin !== 'others') copy.update = u })
        return copy
      },
      edit (c, patches) {
        c.update = null
        c.doc.transact(() => {
          for (const [pos, del, ins] of patches) {
            if (del) c.text.delete(pos, del)
            if (ins) c.text.insert(pos, ins)
          }
        })
        return c.update
      },
      take (c, update) { Y.applyUpdate(c.doc, update, 'others') },
      text: c => c.text.toString(),
      bytes: c => Y.encodeStateAsUpdateV2(c.doc)
    }
  },
  async 'diamond-types-node' () {
    const { Doc } = (await import('diamond-types-node')).default
    return {
      make: site => ({ doc: new Doc('site' + site) }),
      edit (c, patches) {
        const before = c.doc.getLocalVersion()
        for (const [pos, del, ins] of patches) {
          if (del) c.doc.del(pos, del)
          if (ins) c.doc.ins(pos, ins)
        }
        return c.doc.getPatchSince(before)
      },
      take (c, update) { c.doc.mergeBytes(update) },
      text: c => c.doc.get(),
      bytes: c => c.doc.toBytes()
    }
  },
  async 'loro-crdt' () {
    const { LoroDoc } = await import('loro-crdt')
    return {
      make (site) {
        const doc = new LoroDoc()
        doc.setPeerId(BigInt(site + 1))
        const copy = { doc, text: doc.getText('t'), update: null }
        doc.subscribeLocalUpdates(u => { copy.update = u })
        return copy
      },
      edit (c, patches) {
        c.update = null
        for (const [pos, del, ins] of patches) {
          if (del) c.text.delete(pos, del)
          if (ins) c.text.insert(pos, ins)
        }
        c.doc.commit()
        return c.update
      },
      take (c, update) { c.doc.import(update) },
      text: c => c.text.toString(),
      bytes: c => c.doc.export({ mode: 'snapshot' })
    }
  },
  async '@automerge/automerge' () {
    const A = await import('@automerge/automerge')
    const empty = A.save(A.from({ t: '' }, { actor: 'ff' }))
    return {
      make: site => ({ doc: A.load(empty, { actor: '0' + (site + 1) }) }),
      edit (c, patches) {
        c.doc = A.change(c.doc, d => {
          for (const [pos, del, ins] of patches) A.splice(d, ['t'], pos, del, ins || undefined)
        })
        return A.getLastLocalChange(c.doc)
      },
      take (c, update) { c.doc = A.applyChanges(c.doc, [update])[0] },
      text: c => String(c.doc.t),
      bytes: c => A.save(c.doc)
    }
  }
}

const lib = await libraries[name]()
let copy, start, input
if (traceName === 'friendsforever') {
  input = exchange()
  globalThis.gc()
  start = performance.now()
  copy = lib.make(8)
  for (const u of input) if (u) lib.take(copy, u)
} else {
  input = trace.txns.flatMap(t => t.patches).map(p => [p])
  globalThis.gc()
  start = performance.now()
  copy = lib.make(0)
  for (const p of input) lib.edit(copy, p)
}
const text = lib.text(copy)
const ms = performance.now() - start
if (text !== trace.endContent) throw new Error('the text at the end is another')
console.log(JSON.stringify({ ms, bytes: lib.bytes(copy).length }))

// exchange replays both authors' copies, each taking what the trace says that its
// author had seen, and returns the update of every transaction.
function exchange () {
  const copies = []
  const known = []
  for (let i = 0; i < trace.numAgents; i++) {
    copies.push(lib.make(i))
    known.push(new Uint8Array(trace.txns.length))
  }
  const updates = []
  trace.txns.forEach((txn, i) => {
    const missing = []
    const todo = [...txn.parents]
    while (todo.length > 0) {
      const p = todo.pop()
      if (known[txn.agent][p]) continue
      known[txn.agent][p] = 1
      missing.push(p)
      todo.push(...trace.txns[p].parents)
    }
    for (const p of missing.sort((a, b) => a - b)) if (updates[p]) lib.take(copies[txn.agent], updates[p])
    updates.push(txn.patches.length > 0 ? lib.edit(copies[txn.agent], txn.patches) : null)
    known[txn.agent][i] = 1
  })
  return updates
}
